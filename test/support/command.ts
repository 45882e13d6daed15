import picocolors from 'picocolors';
import { run } from '../../cli/run.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command `tidegate` in this process, with its output piped. */
export async function tidegate(...words: string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  let code = 0;
  const terminal = (name: 'out' | 'err') => ({
    colors: picocolors.createColors(false),
    width: 100,
    isLive: false,
    line: (text = '') => {
      said[name] += `${text}\n`;
    },
    live: () => undefined,
  });
  const exitWith = (given: number): void => {
    code = Math.max(code, given);
  };
  await run(words, { out: terminal('out'), err: terminal('err'), exitWith });
  return { code, ...said };
}
