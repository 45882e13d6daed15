import { Worker } from 'node:worker_threads';
import type { Exploration } from './explore.ts';
import type { MigrationExploration } from './migrations/explore.ts';
import type { Patch } from './patches.ts';
import type { Explored } from './visit.ts';

/** One exploration, and what is changed in the sources first. */
export interface Job {
  readonly exploration: Exploration | MigrationExploration;
  /** Releases, unless said. */
  readonly of?: 'migrations';
  readonly patches: readonly Patch[];
  readonly wantsProgress: boolean;
}
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly done: number;
}
export type Message = { readonly explored: Explored } | Progress;

/** Runs one job in a thread. Rejects when the exploration itself breaks, for one because a patch no longer fits. */
export const runJob = (job: Job, progress: (progress: Progress) => void = () => {}): Promise<Explored> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: job,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: 8192 },
    });
    worker.on('message', (message: Message) => {
      if ('explored' in message) resolve(message.explored);
      else progress(message);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the exploration ended with code ${code} before it was done`)));
  });

/** Runs jobs, so many at a time, in their order. */
export const runJobs = async <T>(tasks: readonly (() => Promise<T>)[], atOnce: number): Promise<readonly T[]> => {
  const results: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) {
      const task = tasks[at];
      if (task !== undefined) results[at] = await task();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
};
