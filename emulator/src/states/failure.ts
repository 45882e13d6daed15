/**
 * An error in the sense of the Amazon States Language: what Retry and Catch match by name and what ends an execution.
 * Anything else that is thrown is a defect of the emulator or the end of the execution, which no Catch sees.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** Names that ErrorEquals may match besides `error`. */
  readonly alsoKnownAs: readonly string[];

  constructor(error: string | undefined, cause?: string, alsoKnownAs: readonly string[] = []) {
    super(`${error ?? 'an unnamed error'}: ${cause ?? 'no cause given'}`);
    this.error = error;
    this.cause = cause;
    this.alsoKnownAs = alsoKnownAs;
  }
}

/** The state's result, input or variables outgrew their quota; `States.ALL` does not catch it. */
export function dataLimitExceeded(subject: string): StateFailure {
  const cause = `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure('States.DataLimitExceeded', cause);
}
