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

async function runLane(waiting: Iterator<Job>, onReport: (report: Report) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    for (let next = waiting.next(); !next.done; next = waiting.next()) onReport(await ask(worker, next.value));
  } finally {
    await worker.terminate();
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
