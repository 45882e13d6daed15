import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Message } from './jobs.ts';
import { patched, patchModules } from './patches.ts';

/** One exploration in a thread of its own, so that its sources can be patched when they are loaded. */
const { exploration, of, patches, wantsProgress } = workerData as Job;
const say = (message: Message) => parentPort?.postMessage(message);

const run = async () => {
  patchModules(patches);
  for (const { file } of patches) patched(file, readFileSync(file, 'utf8'), patches);
  const { explore, machineFile } = await import(of === undefined ? './explore.ts' : `./${of}/explore.ts`);
  return explore(exploration, {
    edit: (text: string) => patched(machineFile, text, patches),
    ...(wantsProgress
      ? { progress: (states: number, transitions: number, done: number) => say({ states, transitions, done }) }
      : {}),
  });
};

say({ explored: await run() });
