import { ServiceError } from '../service.ts';

export function invalidParameter(name: string, reason: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter: ${name} Reason: ${reason}`);
}

export function notFound(what: string): ServiceError {
  return new ServiceError('NotFoundException', `${what} does not exist`, 404);
}

export function notEmulated(what: string): ServiceError {
  return new ServiceError('NotImplemented', `The emulator's SNS has no ${what}.`, 501);
}
