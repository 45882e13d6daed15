import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Job, Report } from './jobs.ts';

/** How many stories are told at once unless said otherwise: one for each core. */
export const workersByDefault = availableParallelism();

/**
 * Tells all stories, one at a time in each worker, and hands over each report as it comes; after `signal`, no more. Rejects
 * when a worker dies.
 */
export async function runAll(
  jobs: readonly Job[],
  workers: number,
  onReport: (report: Report) => void,
  signal = new AbortController().signal,
): Promise<void> {
  const waiting = jobs.values();
  const lanes = Array.from({ length: Math.min(workers, jobs.length) }, () => runLane(waiting, onReport, signal));
  await Promise.all(lanes);
}

/** Closed worlds leave nothing behind, but a worker that grew all the same is replaced before it matters; a new one starts cold. */
const storiesPerWorker = 500;
/** Most of what a story makes is gone soon: a larger young generation is collected so seldom that little of it is copied. */
const resourceLimits = { maxYoungGenerationSizeMb: 288, maxOldGenerationSizeMb: 1_500 };

async function runLane(waiting: Iterator<Job>, onReport: (report: Report) => void, signal: AbortSignal): Promise<void> {
  for (let next = waiting.next(); !next.done && !signal.aborted; next = waiting.next()) {
    const worker = startWorker();
    try {
      onReport(await ask(worker, next.value, signal));
      for (const job of firstOf(waiting, storiesPerWorker - 1)) onReport(await ask(worker, job, signal));
    } catch (error) {
      if (!signal.aborted) throw error;
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

async function ask(worker: Worker, job: Job, signal: AbortSignal): Promise<Report> {
  const answered = once(worker, 'message', { signal });
  worker.postMessage(job);
  const [report] = (await answered) as [Report];
  return report;
}
