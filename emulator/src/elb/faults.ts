import { ServiceError } from '../service.ts';

/** An input that AWS refuses before it looks at any resource. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** A setting that AWS has and this emulator does not model; saying so beats pretending. */
export function notEmulated(what: string): ServiceError {
  return new ServiceError(
    'NotImplemented',
    `${what} is not emulated; see emulator/docs/load-balancing-and-metrics.md`,
    501,
  );
}

/** Refuses a number outside AWS's range; undefined passes, for members with a default. */
export function requireWholeNumber(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw validationError(`${name} must be a whole number between ${least} and ${most}, inclusive; got ${value}`);
}
