import type { MigrationProgress } from '../../src/contracts/migration/result.ts';
import type { Heard } from './output.ts';

const everyMs = 2000;

type Told = Omit<MigrationProgress, 'file' | 'table'>;

/** What of its output is told; undefined where others tell it. */
export const toldOf = (heard: Heard): Told | undefined => {
  switch (heard.kind) {
    case 'copying':
      return { doing: 'copying', percent: Math.min(100, heard.percent), secondsLeft: heard.secondsLeft };
    case 'throttled':
      return { doing: 'throttled', because: heard.because };
    case 'paused':
      return { doing: 'paused', because: 'the control folder has a file `pause`' };
    case 'overloaded':
    case 'ready':
    case 'swapped':
      return undefined;
  }
};

/** Tells what is heard: at most every two seconds, but at once when it does something else than before. */
export const progressOf = (
  of: Pick<MigrationProgress, 'file' | 'table'>,
  say: (progress: MigrationProgress) => void,
  now: () => number = () => performance.now(),
): ((heard: Heard) => void) => {
  let last: { readonly doing: string; readonly at: number } | undefined;
  return (heard) => {
    const told = toldOf(heard);
    if (told === undefined) return;
    const isSoon = last !== undefined && last.doing === told.doing && now() - last.at < everyMs;
    if (isSoon) return;
    last = { doing: told.doing, at: now() };
    say({ ...of, ...told });
  };
};
