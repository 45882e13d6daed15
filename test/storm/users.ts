import type { World } from './world/world.ts';

/** What one user saw. Instants are emulated epoch milliseconds. */
export interface Seen {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
  /** Whoever answered, in its own words; undefined when no version did. */
  readonly version: string | undefined;
  /** `address:port` of the pod that was chosen; undefined when the load balancer chose none. */
  readonly target: string | undefined;
  /** Whether it was the load balancer's maintenance answer. */
  readonly isMaintenance: boolean;
}

/** A steady trickle of requests through the load balancer. */
export interface Users {
  readonly seen: readonly Seen[];
  stop(): void;
}

/** Lets users come, evenly spaced, until they are stopped. */
export function sendUsers(world: World, perSecond = 1): Users {
  const { clock } = world.cloud;
  const seen: Seen[] = [];
  let cancel = () => {};
  let sent = 0;
  const send = () => {
    cancel = clock.after(1000 / perSecond, send);
    sent += 1;
    void askOnce(world, seen, sent % oneInCohort === 0 ? { 'x-beta': 'yes' } : {});
  };
  send();
  return { seen, stop: () => cancel() };
}

/** Statuses that a version itself can give; others are the load balancer's own. */
const spokenByVersions = new Set([200, 500]);

/** So many users take part in an A/B test, where there is one. */
const oneInCohort = 4;

async function askOnce(
  { cloud, balancer }: World,
  seen: Seen[],
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const sentAt = cloud.clock.now();
  const { status, body, target } = await cloud.services.elb.request(balancer.listenerArn, { path: '/', headers });
  const version = spokenByVersions.has(status) && target !== undefined ? body : undefined;
  const isMaintenance = status === 503 && String(body).includes('Back soon');
  seen.push({ sentAt, answeredAt: cloud.clock.now(), status, version, target, isMaintenance });
}
