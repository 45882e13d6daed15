import type { Clock } from '../../../emulator/src/clock.ts';
import type { Services } from '../../../emulator/src/services.ts';

/** What one user saw. `sentAt` is emulated epoch milliseconds; `version` is whoever answered, in its own words. */
export interface Seen {
  readonly sentAt: number;
  readonly status: number;
  readonly version: string | undefined;
}

/** A steady stream of requests through the load balancer. */
export interface Users {
  readonly seen: readonly Seen[];
  /** Requests that did not get 200. */
  failed(): readonly Seen[];
  /** When a version answered last; undefined when it never did. */
  lastOn(version: string): number | undefined;
  /** From now on so many come. */
  come(perSecond: number): void;
  stop(): void;
}

/** Lets users come, evenly spaced, until they are stopped. */
export function sendUsers(clock: Clock, elb: Services['elb'], listenerArn: string, perSecond: number): Users {
  const seen: Seen[] = [];
  let cancel = () => {};
  const ask = async () => {
    const sentAt = clock.now();
    const { status, body, target } = await elb.request(listenerArn, { path: '/' });
    seen.push({ sentAt, status, version: target === undefined ? undefined : body });
  };
  const come = (rate: number) => {
    cancel();
    const send = () => {
      cancel = clock.after(1000 / rate, send);
      void ask();
    };
    send();
  };
  come(perSecond);
  return {
    seen,
    failed: () => seen.filter(({ status }) => status !== 200),
    lastOn: (version) => seen.findLast((one) => one.version === version)?.sentAt,
    come,
    stop: () => cancel(),
  };
}
