import { forkRandom } from '../../fork-random.ts';
import type { Latency, MemoryNetwork } from '../../in-process/memory-network.ts';
import type { Place } from '../../ports.ts';
import type { Runtime } from '../sandbox.ts';
import { bundleKey, compileBundle } from './bundle.ts';
import { InProcessSandbox } from './sandbox.ts';
import type { WarmInstances } from './warm-instances.ts';

export interface InProcessRuntimeOptions {
  readonly place: Place;
  readonly network: MemoryNetwork;
  /** How long an environment takes to be ready, in emulated time. */
  readonly coldStart: Latency | undefined;
  /** Where instances come from and go to; without it, each is loaded anew. */
  readonly warmInstances: WarmInstances | undefined;
}

const COLD_START: Latency = { leastMs: 150, mostMs: 450 };

/** Where Lambda puts a function's code. */
const TASK_ROOT = '/var/task';

/** Runs functions within this process: bundles of one CommonJS file, on the cloud's clock, connected in memory. */
export function createInProcessRuntime(options: InProcessRuntimeOptions): Runtime {
  const { place, network, coldStart = COLD_START, warmInstances } = options;
  const { clock, random } = place;
  const drawColdStartMs = () => coldStart.leastMs + Math.floor(random() * (coldStart.mostMs - coldStart.leastMs + 1));
  return {
    deploy(settings) {
      const key = bundleKey(settings);
      const bundle = () => compileBundle(key, settings, TASK_ROOT);
      const host = () => ({ clock, network, random: forkRandom(random), coldStartMs: drawColdStartMs() });
      return {
        folder: TASK_ROOT,
        start: (spec) =>
          new InProcessSandbox(spec, { ...host(), folder: TASK_ROOT, bundle, bundleKey: key, warmInstances }),
      };
    },
    close() {},
  };
}
