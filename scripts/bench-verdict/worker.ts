import { parentPort } from 'node:worker_threads';
import type { Task } from './simulate.ts';
import { simulate } from './simulate.ts';

parentPort?.on('message', (task: Task) => parentPort?.postMessage(simulate(task)));
