import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn, Verdict } from '../contracts/turns.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsToFirstUsers } from '../domain/protocol.ts';
import { agrees, describeSplit, safeSplit, splitFor } from '../domain/split.ts';
import { advance, hold } from '../domain/verdict.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Pacing } from '../ports/pacing.ts';
import type { Targets } from '../ports/targets.ts';
import type { Split, Traffic } from '../ports/traffic.ts';
import { subjectOf } from './announce.ts';
import { demandGo, type Effect, fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface ShiftPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly targets: Targets;
  readonly pacing: Pacing;
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

/** Weight 0 is always written: that write tries the very action of a rollback before anything depends on it. */
const isDone = async ({ release }: ReleaseRecord, weight: number, traffic: Traffic): Promise<boolean> =>
  weight > 0 && agrees(await traffic.read(release.site.listenerRule), splitFor(release.site, weight));

const effectOn = (traffic: Traffic, weight: number, done: boolean): Effect => ({
  write: async ({ release }) => {
    if (!done) await set(traffic, splitFor(release.site, weight), weight);
  },
  prove: ({ release }) => proveSplit(traffic, splitFor(release.site, weight)),
  undo: ({ release }) => traffic.set(safeSplit(release.site)),
});

/**
 * Gives the candidate its share and proves that the load balancer took it. Waits for budget first, so that a rollback never
 * has to; what an earlier attempt wrote already needs none.
 */
export const shiftTraffic = async (turn: Turn, ports: ShiftPorts): Promise<Verdict> => {
  const { weight } = stepOf(turn, 'shift');
  const { ledger, traffic, targets, pacing, announcer } = ports;
  const admitted = await demandGo(ledger, turn.release);
  const done = await isDone(admitted, weight, traffic);
  const early = done || weight === 0 ? 0 : secondsToFirstUsers(admitted, turn.now);
  if (early > 0) return hold('a function of the release before may still run: no user moves yet', early);
  if (!done && weight > 0) await demandCapacity(targets, admitted, weight);
  const waitSeconds = done ? 0 : await pacing.take(turn.now);
  if (waitSeconds > 0) return hold(`${weight} % waits for load balancer budget: others shift traffic too`, waitSeconds);
  const record = await fenced(ledger, turn.release, effectOn(traffic, weight, done));
  const because = `the plan gives the new version ${weight} %`;
  await announcer.announce({ type: 'Release Traffic Shifted', detail: { ...subjectOf(record, because), weight } });
  return advance(`the load balancer gives the new version ${weight} %`);
};
