import { type Cell, runCell } from '../matrix/cells.ts';
import { runSeed, type SeedResult, type Tally } from '../run-seed.ts';
import { runStop, type Stop, type StopResult } from '../stops/run-stop.ts';

/** One story to be told by a worker. */
export type Job =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'cell'; readonly cell: Cell }
  | { readonly kind: 'stop'; readonly stop: Stop };

/** What came of it. `name` says in words which story it was; `defect` is set when the check itself failed. */
export interface Report {
  readonly job: Job;
  readonly name: string;
  readonly violations: readonly string[];
  readonly quarantines: readonly string[];
  readonly tally: Tally | undefined;
  readonly stop: Pick<StopResult, 'stopped' | 'pastReturn'> | undefined;
  readonly story: readonly string[];
  readonly defect: string | undefined;
}

/** In words, and the same in every process. */
export function nameOfJob(job: Job): string {
  switch (job.kind) {
    case 'seed':
      return `seed ${job.seed}`;
    case 'cell': {
      const { place, kind } = job.cell;
      const invoked = place.invoked.split(':').at(-1) ?? '';
      return `${kind} of ${place.caller} ${place.service}:${place.operation} ${invoked} (${place.story}, ${place.when})`;
    }
    case 'stop':
      return `stop ${job.stop.afterMs} ms after ${job.stop.state} in ${job.stop.story.name}`;
  }
}

/** Tells one story; an error of the check itself is reported and not thrown. */
export async function runJob(job: Job, wantsStory = false): Promise<Report> {
  const empty = { job, name: nameOfJob(job), violations: [], quarantines: [], story: [] };
  const nothing = { tally: undefined, stop: undefined, defect: undefined };
  try {
    return { ...empty, ...nothing, ...(await told(job, wantsStory)) };
  } catch (error) {
    return { ...empty, ...nothing, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function told(job: Job, wantsStory: boolean): Promise<Partial<Report>> {
  if (job.kind === 'seed') return ofSeed(await runSeed(job.seed, wantsStory));
  if (job.kind === 'cell') return ofSeed(await runCell(job.cell, wantsStory));
  const { stopped, pastReturn, violations, story } = await runStop(job.stop, wantsStory);
  return { stop: { stopped, pastReturn }, violations: violations.map(inWords), story };
}

const ofSeed = ({ violations, quarantines, tally, story }: SeedResult): Partial<Report> => ({
  ...{ quarantines, tally, story },
  violations: violations.map(inWords),
});

const inWords = ({ rule, what }: { readonly rule: string; readonly what: string }): string => `${rule}: ${what}`;
