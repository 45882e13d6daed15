import { readCallBook } from '../matrix/call-book.ts';
import { allCells } from '../matrix/cells.ts';
import { allStops } from '../stops/states.ts';
import { type Job, nameOfJob } from './jobs.ts';
import type { Options } from './options.ts';

/** The stories that were asked for. Those of the matrix and the stops are found by telling the base stories first. */
export async function jobsFor({ what, from, seeds, only }: Options): Promise<readonly Job[]> {
  const all = await jobsOf(what, from, seeds);
  return what === 'seeds' ? all : all.filter((job) => nameOfJob(job).includes(only));
}

async function jobsOf(what: Options['what'], from: number, seeds: number): Promise<readonly Job[]> {
  if (what === 'matrix') return allCells((await readCallBook()).places).map((cell) => ({ kind: 'cell', cell }));
  if (what === 'stops') return (await allStops()).stops.map((stop) => ({ kind: 'stop', stop }));
  return Array.from({ length: seeds }, (_, i) => ({ kind: 'seed', seed: from + i }));
}
