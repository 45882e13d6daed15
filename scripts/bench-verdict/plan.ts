import type { Task } from './simulate.ts';
import type { Cell, Weather } from './world.ts';

export const traffics = [1, 3, 10, 30, 100, 300, 1000, 5000] as const;
export const baseShares = [0.001, 0.005, 0.01, 0.02] as const;
export const lifts = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2] as const;

/** Lifts from here on are bad versions: as much worse as the policy tolerates at most. */
export const badLift = 0.02;

const cellsOf = (wanted: readonly number[], weather: Weather): readonly Cell[] =>
  traffics.flatMap((requestsPerMinute) =>
    baseShares.flatMap((baseShare) => wanted.map((lift) => ({ requestsPerMinute, baseShare, lift, weather }))),
  );

/** Half of the releases are as good as stable, the other half worse, spread evenly over traffic, base rate and difference. */
export const plan = (
  weather: Weather,
  releases: number,
): {
  readonly good: readonly Cell[];
  readonly worse: readonly Cell[];
  readonly each: (cells: readonly Cell[]) => number;
} => ({
  good: cellsOf([0], weather),
  worse: cellsOf(lifts, weather),
  each: (cells) => Math.ceil(releases / 2 / cells.length),
});

const sizeOfTask = 100;

/** Tasks of at most a hundred releases, so that all threads end together. */
export const tasksOf = (
  cells: readonly Cell[],
  releases: number,
  seed: number,
  limitsFor: (cell: Cell) => readonly number[] | null,
): readonly Task[] =>
  cells.flatMap((cell, index) =>
    Array.from({ length: Math.ceil(releases / sizeOfTask) }, (_, part) => ({
      cell,
      seed: (seed + Math.imul(1000 * index + part + 1, 0x85ebca6b)) | 0,
      releases: Math.min(sizeOfTask, releases - part * sizeOfTask),
      limits: limitsFor(cell),
    })),
  );
