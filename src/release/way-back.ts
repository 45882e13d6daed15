import type { UndoItem, UndoOf } from '../contracts/plan.ts';
import type { ReleaseRecord, ReleaseRef } from '../contracts/release.ts';
import { secondsBetween } from '../domain/instants.ts';
import { agrees, safeSplit } from '../domain/split.ts';
import { instantSplits } from '../domain/undo.ts';
import type { Maintenance, RoutedTraffic, Split, Traffic } from '../ports/traffic.ts';
import type { InPlace, Scaling, Workload } from '../ports/workload.ts';
import { liveOf } from './prove-split.ts';
import { removalOf } from './removal.ts';
import { isLost } from './send-back.ts';

export interface WayBackPorts {
  /** With an Ingress in the split the annotation, else the load balancer itself. */
  readonly traffic: RoutedTraffic & Maintenance;
  readonly workload: Workload & InPlace & Scaling;
}

/** Sets a split that the load balancer does not have; true when it had it already. */
const ensure = async (traffic: Traffic, split: Split): Promise<boolean> => {
  if (agrees(await liveOf(traffic, split), split)) return true;
  await traffic.set(split);
  return false;
};

/**
 * What a look at the way back is told: the instant (ISO 8601), for how long the way back is under way, and how long a controller may
 * still write what it read before.
 */
export interface Look {
  readonly now: string;
  readonly elapsedSeconds: number;
  readonly controllerSeconds: number;
}

const setAction = async (
  item: UndoOf<'action'>,
  release: ReleaseRef,
  { now, controllerSeconds }: Look,
  traffic: RoutedTraffic,
): Promise<boolean> => {
  const split = { ...safeSplit(item), ingress: item.ingress, release };
  const { backSince: since } = await traffic.told(split);
  if (since === undefined) await traffic.set({ ...split, backAt: now });
  else if (secondsBetween(since, now) >= controllerSeconds) return agrees(await liveOf(traffic, split), split);
  return false;
};

/** A closing reaches all users so soon; until then some are still sent to the version that is to be stopped. */
const closingSeconds = 5;

/** Users must not wait for a version that is being stopped: they get the maintenance answer first. True until that reaches them all. */
const closedToStop = async (
  { release: { plan, site } }: ReleaseRecord,
  item: UndoOf<'version'>,
  elapsedSeconds: number,
  { traffic, workload }: WayBackPorts,
): Promise<boolean> => {
  const stop = plan.find((step) => step.kind === 'stop');
  if (stop === undefined) return false;
  const running = await workload.running(site, site.stable);
  if (running?.image === item.image) return false;
  if ((await traffic.read(site.listenerRule)).closed === true) return elapsedSeconds < closingSeconds;
  await traffic.close(site.listenerRule, stop.retryAfterSeconds);
  return true;
};

/** True once the former version is back in its place, ready. A closing reaches all users before anything stops. */
export const restoreVersion = async (
  record: ReleaseRecord,
  item: UndoOf<'version'>,
  elapsedSeconds: number,
  ports: WayBackPorts,
): Promise<boolean> => {
  if (await closedToStop(record, item, elapsedSeconds, ports)) return false;
  return ports.workload.restore({ service: record.service, epoch: record.epoch }, item);
};

/** Takes one item of the way back as far as it gets: null when it is done, else what it waits for. Repeatable. */
export const undoItem = async (
  record: ReleaseRecord,
  item: UndoItem,
  look: Look,
  ports: WayBackPorts,
): Promise<string | null> => {
  const { traffic, workload } = ports;
  const release = { service: record.service, epoch: record.epoch };
  switch (item.kind) {
    case 'flags':
      return null;
    case 'weights':
      return (await ensure(traffic, safeSplit(item))) ? null : 'users are sent back';
    case 'action':
      return (await setAction(item, release, look, traffic))
        ? null
        : 'the load balancer controller follows the Ingress';
    case 'version':
      return (await restoreVersion(record, item, look.elapsedSeconds, ports)) ? null : 'the former version comes back';
    case 'candidate':
      return (await workload.remove(removalOf(record, 'candidate'))) ? null : 'the candidate stops';
    case 'floor':
      await workload.restoreFloor(release, item);
      return null;
  }
};

/** The rules whose users are not where a rollback sent them: a straggler may have moved them since. */
export const strayedFrom = async ({ release }: ReleaseRecord, traffic: Traffic): Promise<readonly Split[]> => {
  const strayed: Split[] = [];
  for (const safe of instantSplits(release.undo)) if (await strays(safe, traffic)) strayed.push(safe);
  return strayed;
};

const strays = async (safe: Split, traffic: Traffic): Promise<boolean> => {
  try {
    return !agrees(await liveOf(traffic, safe), safe);
  } catch (error) {
    if (isLost(safe, error)) return false;
    throw error;
  }
};
