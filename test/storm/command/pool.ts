import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Job, Report } from './jobs.ts';

/** How many stories are told at once unless said otherwise: one for each core. */
export const workersByDefault = availableParallelism();

/** Tells all stories, one at a time in each worker, and hands over each report as it comes. Rejects when a worker dies. */
export async function runAll(jobs: readonly Job[], workers: number, onReport: (report: Report) => void): Promise<void> {
  const waiting = jobs.values();
  const lanes = Array.from({ length: Math.min(workers, jobs.length) }, () => runLane(waiting, onReport));
  await Promise.all(lanes);
}

/** Closed worlds leave nothing behind, but a worker that grew all the same is replaced before it matters; a new one starts cold. */
const storiesPerWorker = 500;
/** Most of what a story makes is gone soon: a larger young generation is collected so seldom that little of it is copied. */
const resourceLimits = { maxYoungGenerationSizeMb: 288, maxOldGenerationSizeMb: 1_500 };

async function runLane(waiting: Iterator<Job>, onReport: (report: Report) => void): Promise<void> {
  for (let next = waiting.next(); !next.done; next = waiting.next()) {
    const worker = startWorker();
    try {
      onReport(await ask(worker, next.value));
      for (const job of firstOf(waiting, storiesPerWorker - 1)) onReport(await ask(worker, job));
    } finally {
      await worker.terminate();
    }
  }
}

function startWorker(): Worker {
  const execArgv = ['--disable-warning=ExperimentalWarning'];
  return new Worker(new URL('./worker.ts', import.meta.url), { execArgv, resourceLimits });
}

/** At most so many; what is left stays in the iterator. */
function* firstOf(waiting: Iterator<Job>, most: number): Generator<Job> {
  for (let taken = 0; taken < most; taken += 1) {
    const next = waiting.next();
    if (next.done) return;
    yield next.value;
  }
}

function ask(worker: Worker, job: Job): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  const settle = (report: Report) => {
    worker.off('error', reject);
    resolve(report);
  };
  worker.once('message', settle);
  worker.once('error', reject);
  worker.postMessage(job);
  return promise;
}
