import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import { MigratorResult, type Stage } from '../../contracts/migration/result.ts';
import type { JobSight } from '../../ports/migrator-jobs.ts';

export type Ended = Extract<JobSight, { state: 'ended' }>;

/** The end of a migrator that left no answer that counts. */
export const endedWithout = (because: string): Ended => ({ state: 'ended', result: null, because });

/**
 * What a migrator that has ended answers. A pass counts only with exit code 0: whoever was killed after writing it may not have been
 * done. `around` says what else is known of its end, such as an eviction.
 */
export const answerOf = (terminated: V1ContainerStateTerminated, stage: Stage, around?: string): Ended => {
  const { exitCode, message = '' } = terminated;
  const result = resultIn(message);
  if (result === null) return endedWithout(because([endOf(terminated), around, lastWords(message)]));
  if (result.stage !== stage) {
    const answered = `its answer is of stage ${result.stage}, not ${stage}: is its image the migrator of this version of Tidegate?`;
    return endedWithout(because([endOf(terminated), around, answered]));
  }
  if (result.outcome === 'passed' && exitCode !== 0)
    return endedWithout(because([endOf(terminated), around, 'it had said that it passed']));
  return { state: 'ended', result, because: result.because };
};

const because = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join('; ');

/** The message is the answer; or it is the end of the log, whose last line is `{"result":…}`. */
const resultIn = (message: string): MigratorResult | null => answerIn(message) ?? answerIn(lastLine(message));

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

const answerIn = (text: string): MigratorResult | null => {
  const said = saidIn(text);
  const { success, data } = MigratorResult.safeParse(said?.result ?? said);
  return success ? data : null;
};

const saidIn = (text: string): { readonly result?: unknown } | null => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const unremarkable = ['Error', 'Completed', undefined];

const endOf = ({ exitCode, reason }: V1ContainerStateTerminated): string => {
  if (reason === 'OOMKilled') return `the migrator ran out of memory (OOMKilled, exit code ${exitCode})`;
  return `the migrator ended with exit code ${exitCode}${unremarkable.includes(reason) ? '' : ` (${reason})`}`;
};

const mostWords = 300;

/** The end of what a container said, on one line. */
export const lastWords = (message: string | undefined): string => {
  const words = (message ?? '').replace(/\s+/g, ' ').trim();
  if (words === '') return 'it left no message';
  const end = words.length <= mostWords ? words : `…${words.slice(-mostWords)}`;
  return `its last words: ${end}`;
};
