import type { UndoTurn } from '../contracts/turns.ts';

type Failure = UndoTurn['error'];

const fieldsOf = (cause = ''): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(cause);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};

/**
 * What failed in the end: the cause of a nested execution is its description, with an error of its own unless it was stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const rootOf = (error: Failure): Failure => {
  const { ExecutionArn, Name, Status, Error: name, Cause } = fieldsOf(error.Cause);
  if (typeof ExecutionArn !== 'string') return error;
  const ended = `the execution ${Name} ended ${Status}`;
  const words = typeof Cause === 'string' && Cause !== '' ? Cause : undefined;
  if (typeof name === 'string') return { Error: name, Cause: words ?? ended };
  return words === undefined ? { Error: ended } : { Error: ended, Cause: words };
};

/** A cause is a function's error as JSON, or plain words of Step Functions: either way, one sentence for people. */
export const sentenceOf = ({ because, error }: Pick<UndoTurn, 'because' | 'error'>): string => {
  const { Error: name, Cause = '' } = rootOf(error);
  if (name === undefined) return because;
  const { errorMessage } = fieldsOf(Cause);
  const message = typeof errorMessage === 'string' ? errorMessage : Cause;
  return message === '' ? name : `${name}: ${message}`;
};
