import { Worker } from 'node:worker_threads';
import type { Simulated, Task } from './simulate.ts';

const runNext = (worker: Worker, task: Task): Promise<Simulated> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(task);
  });

/** Simulates all tasks in so many threads; answers in the order of the tasks. */
export const simulateAll = async (
  tasks: readonly Task[],
  threads: number,
  progress: (done: number) => void,
): Promise<readonly Simulated[]> => {
  const results: Simulated[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    worker.setMaxListeners(0);
    try {
      for (let index = next++; index < tasks.length; index = next++) {
        const task = tasks[index];
        if (task !== undefined) results[index] = await runNext(worker, task);
        progress(++done);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return results;
};
