import { TidegateError } from '../../domain/errors.ts';

/** True when the error carries one of these names; the SDK's error classes are told apart by name, so that no class is loaded. */
export const isNamed = (error: unknown, ...names: readonly string[]): error is Error =>
  error instanceof Error && names.includes(error.name);

/** `CallFailed` in AWS's own words: what is left after the SDK's own retries. Our own errors stay what they are. */
export const callFailed = (action: string, error: unknown): TidegateError => {
  if (error instanceof TidegateError) return error;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return new TidegateError('CallFailed', `${action} failed: ${name}: ${message}`, { cause: error });
};

/** Runs one call (or one paged series of calls) and turns whatever it throws into `CallFailed`. */
export const calling = async <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    throw callFailed(action, error);
  }
};

/** The same for a conditional write of DynamoDB; answers undefined when its condition did not hold. */
export const unlessRefused = async <Answer>(
  action: string,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return undefined;
    throw callFailed(action, error);
  }
};
