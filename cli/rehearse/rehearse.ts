import { Failure } from '../exit.ts';
import { noDatabases, type RunningDatabases, startDatabases } from './database/databases.ts';
import { findPrograms } from './database/programs.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { type RehearsalFolder, readRehearsalFolder } from './folder.ts';
import { Interrupted, orInterrupted } from './interruption.ts';
import type { RehearsalOutcome, RehearseOptions } from './options.ts';
import { buildPackage, isPackaged, packageIn } from './package.ts';
import { perform } from './performance.ts';
import { createProgress, type Progress } from './progress.ts';

/** Rehearses a folder from start to end, and leaves no process behind whatever happens. Throws BadInput for wrong files. */
export async function rehearse(options: RehearseOptions): Promise<RehearsalOutcome> {
  const folder = withRate(await readRehearsalFolder(options.folder, options.story), options.rate);
  const { terminal, verbosity, signal } = options;
  const progress = createProgress(terminal, verbosity === 'quiet');
  const startDatabase = await databaseStarter(options, folder);
  if (verbosity !== 'quiet') tellTitle(options, folder);
  try {
    return await inCloud(options, folder, { progress, startDatabase });
  } catch (error) {
    if (error instanceof Interrupted || signal.aborted) return { report: undefined, failure: undefined };
    throw error;
  }
}

interface Start {
  readonly progress: Progress;
  readonly startDatabase: (progress: Progress) => Promise<RunningDatabases>;
}

async function inCloud(options: RehearseOptions, folder: RehearsalFolder, { progress, startDatabase }: Start) {
  const databases = await startDatabase(progress);
  try {
    const emulator = await start(options, progress);
    try {
      return await perform({ ...options, folder, emulator, databases, progress });
    } finally {
      await emulator.stop();
    }
  } finally {
    await databases.stop();
  }
}

/** How the folder's databases are started; throws BadInput at once where this machine lacks the programs for it. */
async function databaseStarter({ signal }: RehearseOptions, folder: RehearsalFolder): Promise<Start['startDatabase']> {
  const names = Object.keys(folder.rehearsal.databases);
  if (names.length === 0) return () => Promise.resolve(noDatabases);
  const programs = await findPrograms(process.env['PATH'] ?? '');
  return (progress) => progress(`MariaDB holds ${names.join(', ')}`, () => startDatabases(folder, programs, signal));
}

function withRate(folder: RehearsalFolder, rate: number | undefined): RehearsalFolder {
  if (rate === undefined) return folder;
  const { rehearsal } = folder;
  return { ...folder, rehearsal: { ...rehearsal, load: { ...rehearsal.load, requestsPerSecond: rate } } };
}

function tellTitle(
  { terminal, timeScale, seed }: RehearseOptions,
  { policy, rehearsal, story }: RehearsalFolder,
): void {
  const pace = `${rehearsal.load.requestsPerSecond} requests/s, waiting goes ${timeScale} times as fast, seed ${seed}`;
  const title = `Rehearsal of ${policy.service}${story === null ? '' : `: ${story}`}`;
  terminal.line(`${terminal.colors.bold(title)}  ${terminal.colors.dim(pace)}`);
  terminal.line();
}

async function start(options: RehearseOptions, progress: Progress): Promise<Emulator> {
  const { root, rebuild, timeScale, seed, verbosity, terminal, signal } = options;
  const built = packageIn(root);
  if (rebuild || !(await isPackaged(built)))
    await progress('functions, state machine and rules are packaged', () => buildPackage(root, signal));
  if (!(await isPackaged(built)))
    throw new Failure('packaging left no template: run `npm run package` and see what it says');
  const onLog = (line: string): void => {
    if (verbosity === 'verbose') terminal.line(terminal.colors.dim(`  cloud: ${line}`));
  };
  return progress('the cloud is started from the package', () =>
    orInterrupted(signal, startEmulator({ root, built, timeScale, seed, onLog, signal })),
  );
}
