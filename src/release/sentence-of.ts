import type { UndoTurn } from '../contracts/turns.ts';

const messageIn = (cause: string): string => {
  try {
    const parsed: unknown = JSON.parse(cause);
    const message =
      typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? parsed.errorMessage : undefined;
    return typeof message === 'string' ? message : cause;
  } catch {
    return cause;
  }
};

/** A cause is a function's error as JSON, or plain words of Step Functions: either way, one sentence for people. */
export const sentenceOf = ({ because, error }: Pick<UndoTurn, 'because' | 'error'>): string => {
  if (error.Error === undefined) return because;
  const message = messageIn(error.Cause ?? '');
  return message === '' ? error.Error : `${error.Error}: ${message}`;
};
