/** What the command's exit code says. */
export const ExitCode = { asTold: 0, otherwise: 1, badInput: 2, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Wrong usage or a wrong file: the message says what to put right, and the command ends with 2. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** Something outside went wrong: the message says what and what to do, and the command ends with 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
