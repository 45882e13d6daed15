import type { ReleaseRecord } from '../contracts/release.ts';
import { openQuestion } from '../domain/asking.ts';
import type { Doorbell } from '../ports/doorbell.ts';

/** Rule 10: an aborted release that waits for a person's word goes back now, not when it looks again. */
export const wakeSleeper = async (
  record: ReleaseRecord,
  because: string,
  doorbell: Pick<Doorbell, 'abort'>,
): Promise<void> => {
  const asked = openQuestion(record);
  if (asked !== undefined) await doorbell.abort(asked.token, because);
};
