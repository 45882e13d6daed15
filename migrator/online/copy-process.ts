import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Heard, hear } from './output.ts';

/** The plugin, which lies beside the bundle and beside this file. */
export const pluginFile = fileURLToPath(new URL('./rendezvous.pm', import.meta.url));

const program = 'pt-online-schema-change';

/** How a run of pt-online-schema-change ended. */
export interface CopyEnd {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly swapped: boolean;
  /** Why it gave up, if the server had too much to do. */
  readonly overloaded?: string;
  /** Its last lines. */
  readonly lastWords: readonly string[];
}

export interface CopyOptions {
  readonly arguments: readonly string[];
  /** It takes settings from this home folder, and only from there. */
  readonly home: string;
  /** The locks by which its connections are found start with this name. */
  readonly copyLock: string;
  /** Ends it at once, by SIGKILL: what it leaves behind is cleaned by one way only. */
  readonly signal: AbortSignal;
  heard(heard: Heard): void;
  log(line: string): void;
  /** Asked when all rows are copied: whether the tables may take each other's place. */
  ready(): Promise<boolean>;
}

const keptLines = 12;

interface Told {
  swapped: boolean;
  overloaded: string | undefined;
  readonly lines: string[];
}

const environment = (options: CopyOptions): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: options.home,
  TIDEGATE_COPY_LOCK: options.copyLock,
});

const answer = async (child: ChildProcess, options: CopyOptions): Promise<void> => {
  try {
    child.stdin?.end((await options.ready()) ? 'go\n' : 'stop\n');
  } catch (error) {
    child.stdin?.end('stop\n');
    throw error;
  }
};

const listen = async (child: ChildProcess, options: CopyOptions, told: Told): Promise<void> => {
  const answers: Promise<void>[] = [];
  const onLine = (line: string): void => {
    if (line.trim() === '') return;
    told.lines.push(line);
    told.lines.splice(0, told.lines.length - keptLines);
    const heard = hear(line);
    if (heard?.kind === 'swapped') told.swapped = true;
    if (heard?.kind === 'overloaded') told.overloaded = heard.because;
    if (heard?.kind === 'ready') answers.push(answer(child, options));
    if (heard === undefined) options.log(line);
    else options.heard(heard);
  };
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const closed = streams.map(async (input) => {
    const lines = createInterface({ input });
    lines.on('line', onLine);
    await once(lines, 'close');
  });
  await Promise.all(closed);
  await Promise.all(answers);
};

/** Runs pt-online-schema-change to its end; throws what `ready` throws, and the system's error where it can't be started. */
export const runCopy = async (options: CopyOptions): Promise<CopyEnd> => {
  const child = spawn(program, options.arguments, { stdio: ['pipe', 'pipe', 'pipe'], env: environment(options) });
  const exit: Promise<[number | null]> = once(child, 'exit') as Promise<[number | null]>;
  const end = (): void => void child.kill('SIGKILL');
  options.signal.addEventListener('abort', end, { once: true });
  if (options.signal.aborted) end();
  // It may end before it reads our word.
  child.stdin.on('error', () => undefined);
  const told: Told = { swapped: false, overloaded: undefined, lines: [] };
  try {
    const [[code]] = await Promise.all([exit, listen(child, options, told)]);
    const { swapped, overloaded, lines } = told;
    return { code, swapped, lastWords: lines, ...(overloaded !== undefined && { overloaded }) };
  } finally {
    end();
    options.signal.removeEventListener('abort', end);
  }
};
