import { ServiceError } from '../service.ts';

/** An input that CloudWatch refuses. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** A parameter whose value CloudWatch refuses. */
export function invalidParameter(parameter: string, problem: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValueException',
    `The value for parameter ${parameter} is invalid: ${problem}`,
  );
}

/** Something that CloudWatch has and this emulator does not model; saying so beats pretending. */
export function notEmulated(what: string): ServiceError {
  return new ServiceError(
    'NotImplemented',
    `${what} is not emulated; see emulator/docs/load-balancing-and-metrics.md`,
    501,
  );
}
