import type { UndoItem, UndoOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { agrees, safeSplit } from '../domain/split.ts';
import { instantWeights } from '../domain/undo.ts';
import type { Split, Traffic } from '../ports/traffic.ts';
import type { InPlace, Scaling, Workload } from '../ports/workload.ts';
import { removalOf } from './removal.ts';

export interface WayBackPorts {
  /** With an Ingress in the split the annotation, else the load balancer itself. */
  readonly traffic: Traffic;
  readonly workload: Workload & InPlace & Scaling;
}

/** Sets a split that the load balancer does not have; true when it had it already. */
const ensure = async (traffic: Traffic, split: Split): Promise<boolean> => {
  if (agrees(await traffic.read(split.listenerRule), split)) return true;
  await traffic.set(split);
  return false;
};

const setAction = async (item: UndoOf<'action'>, traffic: Traffic): Promise<boolean> => {
  const split = { ...safeSplit(item), ingress: item.ingress };
  await traffic.set(split);
  return agrees(await traffic.read(split.listenerRule), split);
};

/** Takes one item of the way back as far as it gets: null when it is done, else what it waits for. Repeatable. */
export const undoItem = async (
  record: ReleaseRecord,
  item: UndoItem,
  { traffic, workload }: WayBackPorts,
): Promise<string | null> => {
  const release = { service: record.service, epoch: record.epoch };
  switch (item.kind) {
    case 'flags':
      return null;
    case 'weights':
      return (await ensure(traffic, safeSplit(item))) ? null : 'users are sent back';
    case 'action':
      return (await setAction(item, traffic)) ? null : 'the load balancer controller follows the Ingress';
    case 'version':
      return (await workload.restore(release, item)) ? null : 'the former version comes back';
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
  for (const item of instantWeights(release.undo)) {
    const safe = safeSplit(item);
    if (!agrees(await traffic.read(safe.listenerRule), safe)) strayed.push(safe);
  }
  return strayed;
};
