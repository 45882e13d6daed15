import type { StepOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { targetsNeeded } from '../domain/carrying.ts';
import { isCode, TidegateError } from '../domain/errors.ts';
import { secondsBetween } from '../domain/instants.ts';
import { stopsVersion } from '../domain/plan-shape.ts';
import { secondsToFirstUsers } from '../domain/protocol.ts';
import { agrees, cohortSplitFor, splitFor } from '../domain/split.ts';
import { advance, hold, rollBack } from '../domain/verdict.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Pacing } from '../ports/pacing.ts';
import type { Targets } from '../ports/targets.ts';
import type { Cohorts, Split, Traffic } from '../ports/traffic.ts';
import { subjectOf } from './announce.ts';
import { demandGo, type Effect, fenced } from './fenced.ts';
import { liveOf, proveSplit } from './prove-split.ts';
import { stepOf } from './step-of.ts';

export interface ShiftPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic & Cohorts;
  readonly targets: Targets;
  readonly pacing: Pacing;
  readonly announcer: Announcer;
}

type Shift = StepOf<'shift'>;

const wantedSplit = (record: ReleaseRecord, { audience, weight }: Shift, at = weight): Split => {
  const { service, epoch, release } = record;
  const { site } = release;
  const split = audience === 'cohort' ? cohortSplitFor(site, at) : splitFor(site, at);
  if (split === null)
    throw new TidegateError('InputInvalid', 'the plan moves a cohort, but the site has no rule for it');
  return { ...split, release: { service, epoch } };
};

/** The rule itself, past the controller that may stand before it: the action of a rollback. */
const atLoadBalancer = ({ listenerRule, weights, ingress }: Split): Split => ({
  ...{ listenerRule, weights },
  ...(ingress === undefined ? {} : { controlled: true }),
});

/** A refusal is only a refusal of the release while nothing has happened yet: at weight 0. */
const set = async (traffic: Traffic, split: Split, weight: number): Promise<void> => {
  try {
    await traffic.set(split);
  } catch (error) {
    if (weight === 0 || !(error instanceof TidegateError)) throw error;
    throw new TidegateError('CallFailed', error.message, { cause: error });
  }
};

/** Weight 0 tries the very action of a rollback before anything depends on it, also where a controller sets the weights. */
const write = async (record: ReleaseRecord, step: Shift, traffic: ShiftPorts['traffic']): Promise<void> => {
  const split = wantedSplit(record, step);
  const { cohort } = record.release.site;
  if (step.audience === 'cohort' && step.weight === 0 && cohort !== undefined) await traffic.narrow(cohort);
  if (step.weight === 0 && split.ingress !== undefined) await set(traffic, atLoadBalancer(split), 0);
  await set(traffic, split, step.weight);
};

const undo = async (record: ReleaseRecord, step: Shift, traffic: Traffic): Promise<void> => {
  const safe = wantedSplit(record, step, 0);
  await traffic.set(atLoadBalancer(safe));
  if (safe.ingress !== undefined) await traffic.set(safe);
};

/** Where a version was stopped, users come back only once a version runs: RestoreWorkload sees to that. */
const stops = ({ release }: ReleaseRecord): boolean => stopsVersion(release.plan);

const effectOf = (step: Shift, traffic: ShiftPorts['traffic'], done: boolean): Effect => ({
  write: async (record) => {
    if (!done) await write(record, step, traffic);
  },
  prove: (record) => proveSplit(traffic, wantedSplit(record, step)),
  undo: async (record) => {
    if (!stops(record)) await undo(record, step, traffic);
  },
});

/** What the first attempt of weight 0 proves must be written, not read. */
const isDone = async (record: ReleaseRecord, step: Shift, traffic: Traffic): Promise<boolean> =>
  step.weight > 0 && agrees(await liveOf(traffic, wantedSplit(record, step)), wantedSplit(record, step));

const whyTooWeak = async (record: ReleaseRecord, weight: number, targets: Targets): Promise<string | null> => {
  const { site } = record.release;
  const [stable, candidate] = await Promise.all([
    targets.count(site.stable.targetGroup),
    targets.count(site.candidate.targetGroup),
  ]);
  const needed = targetsNeeded(stable, weight);
  const unchecked = stops(record) ? (candidate.unused ?? 0) : 0;
  return candidate.healthy + unchecked >= needed
    ? null
    : `${candidate.healthy} healthy targets can't carry ${weight} % of the users: ${needed} are needed`;
};

/** What is in the way of raising a weight, if anything. Asks for budget last, so that nothing is taken in vain. */
const obstacle = async (
  turn: Turn,
  record: ReleaseRecord,
  weight: number,
  ports: ShiftPorts,
): Promise<Verdict | null> => {
  const early = weight === 0 ? 0 : secondsToFirstUsers(record, turn.now);
  if (early > 0) return hold('a function of the release before may still run: no user moves yet', early);
  const weak = weight === 0 ? null : await whyTooWeak(record, weight, ports.targets);
  if (weak !== null)
    return secondsBetween(turn.startedAt, turn.now) < record.release.patienceSeconds
      ? hold(weak, 10)
      : rollBack(`${weak}, and ${record.release.patienceSeconds} s brought no more`);
  const waitSeconds = await ports.pacing.take(turn.now);
  return waitSeconds > 0
    ? hold(`${weight} % waits for load balancer budget: others shift traffic too`, waitSeconds)
    : null;
};

/** A controller that has not followed by then never will: the release ends rather than hangs. */
const controllerLagSeconds = 300;

const orWaitForController = async (
  turn: Turn,
  record: ReleaseRecord,
  attempt: () => Promise<Verdict>,
): Promise<Verdict> => {
  try {
    return await attempt();
  } catch (error) {
    if (record.release.site.ingress === undefined || !isCode(error, 'NotConverged')) throw error;
    const waited = secondsBetween(turn.startedAt, turn.now);
    const because = 'the AWS Load Balancer Controller has not given the load balancer the weights of the Ingress';
    return waited < controllerLagSeconds
      ? hold(`${because} yet`, 5)
      : rollBack(`${because} in ${controllerLagSeconds} s: look at the events of the Ingress`);
  }
};

/**
 * Gives the candidate its share and proves that the load balancer took it. Waits for budget first, so that a rollback never
 * has to; what an earlier attempt wrote already needs none.
 */
export const shiftTraffic = async (turn: Turn, ports: ShiftPorts): Promise<Verdict> => {
  const step = stepOf(turn, 'shift');
  const { ledger, traffic, announcer } = ports;
  const admitted = await demandGo(ledger, turn.release);
  const done = await isDone(admitted, step, traffic);
  const waiting = done ? null : await obstacle(turn, admitted, step.weight, ports);
  if (waiting !== null) return waiting;
  return orWaitForController(turn, admitted, async () => {
    const record = await fenced(ledger, turn.release, effectOf(step, traffic, done));
    const whom = step.audience === 'cohort' ? `${step.weight} % of the cohort` : `${step.weight} %`;
    const detail = { ...subjectOf(record, `the plan gives the new version ${whom}`), weight: step.weight };
    await announcer.announce({ type: 'Release Traffic Shifted', detail });
    return advance(`the load balancer gives the new version ${whom}`);
  });
};
