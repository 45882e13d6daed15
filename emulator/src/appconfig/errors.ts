import { ServiceError } from '../service.ts';

/** `kind` is the API's word for the resource, as in `Environment`. */
export function notFound(kind: string, id: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Could not find ${kind} with id ${id}.`, 404, {
    ResourceName: kind,
  });
}

export function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message, 400);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', message, 409);
}

export function quotaExceeded(message: string): ServiceError {
  return new ServiceError('ServiceQuotaExceededException', message, 402);
}

export function notEmulated(message: string): ServiceError {
  return new ServiceError('NotImplemented', message, 501);
}
