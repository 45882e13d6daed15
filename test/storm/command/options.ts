import { parseArgs } from 'node:util';
import { workersByDefault } from './pool.ts';

export const usage = `npm run storm -- [what] [how]

Random storms, every call broken in every way, and a stop at every state: on the packaged functions and machine,
in this process and in virtual time. Run npm run package first.

what
  --seeds N        tell N random storms (default: 100)
  --from S         beginning with seed S (default: 1); from 1000001 on the service has a database
  --seed S         tell one storm
  --matrix         break every recorded call in every way
  --stops          stop at every state, release again, redrive
  --only TEXT      of matrix and stops, only stories whose name contains the text
how
  --workers W      stories told at once (default: one for each core)
  --verbose        write down the whole story (of few)
  --json           print the result as JSON
  --help           print this

Ctrl-C ends it, and sums up what it has seen.
Exit codes: 0 all rules held, 1 a rule was broken, 2 the command was wrong, 130 it was interrupted.`;

export interface Options {
  readonly what: 'seeds' | 'matrix' | 'stops' | 'help';
  readonly from: number;
  readonly seeds: number;
  readonly only: string;
  readonly workers: number;
  readonly verbose: boolean;
  readonly json: boolean;
}

/** The command was wrong; the message says how. */
export class BadUsage extends Error {}

/** Reads the command line; throws `BadUsage`. */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const { seed, only = '', verbose = false, json = false } = values;
  return {
    what: values.help ? 'help' : values.matrix ? 'matrix' : values.stops ? 'stops' : 'seeds',
    from: wholeNumber('seed', seed) ?? wholeNumber('from', values.from) ?? 1,
    seeds: seed === undefined ? (wholeNumber('seeds', values.seeds) ?? 100) : 1,
    workers: wholeNumber('workers', values.workers) ?? workersByDefault,
    ...{ only, verbose, json },
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const numbers = { seeds: text, from: text, seed: text, workers: text };
  const options = { ...numbers, only: text, matrix: flag, stops: flag, verbose: flag, json: flag, help: flag };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new BadUsage(`--${name} is a whole number from 1, not "${text}"`);
  return Number(text);
}
