import type { ReleaseRecord, Site } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { agrees, describeSplit, safeSplit, splitFor } from '../domain/split.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Targets } from '../ports/targets.ts';
import type { Split, Traffic } from '../ports/traffic.ts';
import { subjectOf } from './announce.ts';
import { fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface ShiftPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly targets: Targets;
  readonly announcer: Announcer;
}

/** Throws `NotConverged` until the load balancer has these very weights. */
export const proveSplit = async (traffic: Traffic, wanted: Split): Promise<void> => {
  const live = await traffic.read(wanted.listenerRule);
  if (agrees(live, wanted)) return;
  const shown = describeSplit(live, (group) => group.split('/')[1] ?? group);
  throw new TidegateError(
    'NotConverged',
    `the load balancer has ${shown}${live.sticky ? ', sticky' : ''} instead of what was set`,
  );
};

const demandCapacity = async (targets: Targets, { release }: ReleaseRecord, weight: number): Promise<void> => {
  const needed = Math.ceil((release.capacity.replicas * weight) / 100);
  const { healthy } = await targets.count(release.site.candidate.targetGroup);
  if (healthy >= needed) return;
  throw new TidegateError(
    'NotConverged',
    `${healthy} healthy targets can't carry ${weight} % of the users: ${needed} are needed`,
  );
};

/** A refusal is only a refusal of the release while nothing has happened yet: at weight 0. */
const set = async (traffic: Traffic, split: Split, weight: number): Promise<void> => {
  try {
    await traffic.set(split);
  } catch (error) {
    if (weight === 0 || !(error instanceof TidegateError)) throw error;
    throw new TidegateError('CallFailed', error.message, { cause: error });
  }
};

const effectOn = (ports: ShiftPorts, weight: number) => ({
  write: async (record: ReleaseRecord) => {
    if (weight > 0) await demandCapacity(ports.targets, record, weight);
    await set(ports.traffic, splitFor(record.release.site, weight), weight);
  },
  prove: ({ release }: ReleaseRecord) => proveSplit(ports.traffic, splitFor(release.site, weight)),
  undo: ({ release }: { release: { site: Site } }) => ports.traffic.set(safeSplit(release.site)),
});

/** Gives the candidate its share and proves that the load balancer took it. */
export const shiftTraffic = async (turn: Turn, ports: ShiftPorts): Promise<void> => {
  const { weight } = stepOf(turn, 'shift');
  const record = await fenced(ports.ledger, turn.release, effectOn(ports, weight));
  const because = `the plan gives the new version ${weight} %`;
  await ports.announcer.announce({
    type: 'Release Traffic Shifted',
    detail: { ...subjectOf(record, because), weight },
  });
};
