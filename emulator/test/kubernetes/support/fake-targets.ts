import type { TargetRegistrar } from '../../../src/ports.ts';
import { ServiceError } from '../../../src/service.ts';

/** Target groups in memory: what was registered, in order, and how healthy it is said to be. */
export interface FakeTargets extends TargetRegistrar {
  /** `+address:port` and `-address:port`, in the order of the calls that succeeded. */
  readonly calls: readonly string[];
  registered(): readonly string[];
  /** Throttles the next calls. */
  throttle(times: number): void;
  setHealth(health: string): void;
}

export function fakeTargets(): FakeTargets {
  const targets = new Set<string>();
  const calls: string[] = [];
  let throttled = 0;
  let state = 'healthy';
  const spend = () => {
    if (throttled === 0) return;
    throttled -= 1;
    throw new ServiceError('Throttling', 'Rate exceeded');
  };
  return {
    calls,
    registered: () => [...targets].sort(),
    throttle: (times) => {
      throttled = times;
    },
    setHealth: (health) => {
      state = health;
    },
    register(_group, added) {
      spend();
      for (const { address, port } of added) {
        targets.add(`${address}:${port}`);
        calls.push(`+${address}:${port}`);
      }
    },
    deregister(_group, gone) {
      spend();
      for (const { address, port } of gone) {
        targets.delete(`${address}:${port}`);
        calls.push(`-${address}:${port}`);
      }
    },
    health: (_group, address, port) => (targets.has(`${address}:${port}`) ? state : undefined),
  };
}
