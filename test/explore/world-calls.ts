import type { FlagValue } from '../../src/contracts/plan.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Queued } from '../../src/contracts/request.ts';
import * as lock from '../../src/domain/lock.ts';
import type { AbortCause, StatusMove } from '../../src/ports/ledger.ts';
import type { LiveSplit, Split } from '../../src/ports/traffic.ts';
import type { Candidate, Removal } from '../../src/ports/workload.ts';
import { rule } from '../support/release-facts.ts';
import { canonical } from './canonical.ts';
import { namespaceOf } from './facts.ts';
import type { Answer, Call } from './process-states.ts';
import { alarmFires, type World } from './world.ts';

/** What a call does: the new world, what the caller hears, and which execution it starts. */
export interface Effect {
  readonly world: World;
  readonly answer: Answer;
  readonly starts?: { readonly name: string; readonly input: unknown };
}
type Model = (world: World, ...args: never[]) => Effect;

const told = (world: World, value?: unknown): Effect => ({ world, answer: value === undefined ? {} : { value } });

const concluded = (world: World, { epoch, conclusion, release }: ReleaseRecord): World['ended'] => {
  if (conclusion === undefined || world.ended[epoch] !== undefined) return world.ended;
  const changes = release.plan.flatMap((step) => (step.kind === 'flip' ? step.changes : []));
  const flags = Object.fromEntries(changes.map(({ key, after }) => [key, after]));
  const { outcome, usersOn } = conclusion;
  const moved = outcome === 'released' || (outcome === 'quarantined' && usersOn === 'candidate');
  return {
    ...world.ended,
    [epoch]: { outcome, moved, digest: release.to.digest, urgent: release.urgent === true, flags },
  };
};

const stored = (world: World, record: ReleaseRecord | undefined): Effect =>
  record === undefined ? told(world) : told({ ...world, record, ended: concluded(world, record) }, record);

/** Whether this abort must end with users on stable. */
const isDue = (record: ReleaseRecord, { alarm, epoch, supersededBy }: AbortCause): boolean =>
  supersededBy === undefined &&
  (record.status === 'active' || record.status === 'aborting') &&
  (epoch ?? record.epoch) === record.epoch &&
  (alarm === undefined || record.admittedAt < alarm.firedAt);

const due = (world: World, cause: AbortCause): World => {
  const { record, mustGoBack, mustFallBack } = world;
  const isLate = record?.status === 'retiring' && cause.alarm !== undefined && record.admittedAt < cause.alarm.firedAt;
  if (isLate && record.release.urgent !== true && !mustFallBack.includes(record.epoch))
    return { ...world, mustFallBack: [...mustFallBack, record.epoch] };
  if (record === null || !isDue(record, cause) || mustGoBack.includes(record.epoch)) return world;
  return { ...world, mustGoBack: [...mustGoBack, record.epoch] };
};

const ledger: Readonly<Record<string, Model>> = {
  'ledger.read': (world) => told(world, world.record ?? undefined),
  'ledger.admit': (world, record: ReleaseRecord, over?: 'free' | 'quarantined') => {
    const former = world.record ?? undefined;
    const taken = lock.admitted(former, record, over);
    if (taken !== undefined) return stored(world, taken);
    return told(world, lock.isOwnAttempt(former, record) ? former : undefined);
  },
  'ledger.abort': (world, _service: string, cause: AbortCause) =>
    stored(due(world, cause), lock.aborted(world.record ?? undefined, cause)),
  'ledger.move': (world, _service: string, move: StatusMove) =>
    stored(world, lock.moved(world.record ?? undefined, move)),
  'ledger.enqueue': (world, _service: string, queued: Queued, epoch?: number) =>
    stored(world, lock.enqueued(world.record ?? undefined, queued, epoch)),
  'ledger.dequeue': (world, _service: string, queued: Queued) => {
    const { world: after } = stored(world, lock.dequeued(world.record ?? undefined, queued));
    return told(after);
  },
  'ledger.promote': (world, _service: string, because: string) =>
    stored(world, lock.promoted(world.record ?? undefined, because)),
};

const balancer: Readonly<Record<string, Model>> = {
  'traffic.set': (world, split: Split) => told({ ...world, weights: split.weights }),
  'traffic.read': (world) => told(world, { listenerRule: rule, weights: world.weights, sticky: false } as LiveSplit),
  'targets.count': (world, group: string) => {
    const healthy = world.environments[namespaceOf[group] ?? ''] ? 3 : 0;
    return told(world, { healthy, registered: healthy });
  },
  'evidence.alarms': (world, names: readonly string[]) =>
    told(
      world,
      names.map((alarm) => ({ alarm, state: alarmFires(world) ? 'firing' : 'ok', noticeSeconds: 60 })),
    ),
  'evidence.requests': (world, _rule: string, group: string) => told(world, (world.weights[group] ?? 0) > 0 ? 1000 : 0),
};

const setEnvironment = (world: World, namespace: string, epoch: number, digest: string | null): Effect => {
  const there = world.environments[namespace] ?? null;
  if (there !== null && there.epoch > epoch) return { world, answer: { error: 'StaleRelease' } };
  const environments = { ...world.environments, [namespace]: digest === null ? null : { digest, epoch } };
  return told({ ...world, environments }, digest === null ? true : undefined);
};

const cluster: Readonly<Record<string, Model>> = {
  'workload.running': (world, _site: unknown, { namespace }: { namespace: string }) => {
    const there = world.environments[namespace];
    const running = there && { image: `registry/shop/orders@${there.digest}`, version: null, replicas: 3, floor: null };
    return { world, answer: { value: running ?? null } };
  },
  'workload.deploy': (world, { site, image, release }: Candidate) =>
    setEnvironment(world, site.candidate.namespace, release.epoch, image.split('@')[1] ?? ''),
  'workload.remove': (world, { namespace, release }: Removal) => setEnvironment(world, namespace, release.epoch, null),
  'workload.readiness': (world, _site: unknown, { namespace }: { namespace: string }) => {
    const ready = world.environments[namespace] ? 3 : 0;
    return told(world, { wanted: 3, ready, stuck: null });
  },
};

const others: Readonly<Record<string, Model>> = {
  'flags.read': (world) => told(world, { values: world.flags }),
  'flags.patch': (world, _home: unknown, values: Readonly<Record<string, FlagValue>>) =>
    told({ ...world, flags: { ...world.flags, ...values } }),
  'executions.stateOf': (world, name: string) => {
    const status = world.executions[name];
    return told(world, status === undefined ? 'unknown' : status === 'RUNNING' ? 'running' : 'ended');
  },
  'executions.start': (world, name: string, input: unknown) => {
    if (world.executions[name] !== undefined) return told(world, 'already');
    return {
      ...told({ ...world, executions: { ...world.executions, [name]: 'RUNNING' } }, 'started'),
      starts: { name, input },
    };
  },
};

const models: Readonly<Record<string, Model>> = { ...ledger, ...balancer, ...cluster, ...others };

/** Looked at in the same instant as the step before: they only weigh evidence, nobody relies on their moment. */
const attached = new Set([
  'targets.count',
  'evidence.alarms',
  'evidence.requests',
  'workload.readiness',
  'workload.running',
]);

const writes = new Set([
  ...['ledger.admit', 'ledger.abort', 'ledger.move', 'ledger.enqueue', 'ledger.dequeue', 'ledger.promote'],
  ...['traffic.set', 'workload.deploy', 'workload.remove', 'flags.patch', 'executions.start'],
]);
/** Writes that only the owner of the service may make. A removal is fenced in the cluster: what is newer stays. */
const effects = new Set(['traffic.set', 'workload.deploy', 'flags.patch']);

const nameOf = ({ port, method }: Call): string => `${port}.${method}`;
export const isAttached = (call: Call): boolean => attached.has(nameOf(call));
export const isWrite = (call: Call): boolean => writes.has(nameOf(call));

/** Does the call in the world. */
export const perform = (world: World, call: Call): Effect => {
  const model = models[nameOf(call)];
  if (model === undefined) throw new Error(`the model does not know the call ${nameOf(call)} of ${call.program}`);
  return model(world, ...(call.args as never[]));
};

const felt = ({ weights, environments, flags }: World): string =>
  JSON.stringify([weights, environments, flags].map(canonical));

/** Whether the call moves users, or gives them new flags, on the way forward. */
export const movesUsers = (call: Call, { record }: World): boolean => {
  if (record === null || call.epoch !== record.epoch) return false;
  if (call.program === 'FlipFlags') return nameOf(call) === 'flags.patch';
  if (call.program !== 'ShiftTraffic' || nameOf(call) !== 'traffic.set') return false;
  const [split] = call.args as [Split];
  return (split.weights[record.release.site.candidate.targetGroup] ?? 0) > 0;
};

/** Rule 11: whether users and flags are where a quarantined record says. */
const isAsQuarantined = ({ record, weights, flags }: World): boolean => {
  if (record === null) return true;
  const { release, conclusion } = record;
  const isForward = conclusion?.usersOn === 'candidate';
  const changes = release.plan.flatMap((step) => (step.kind === 'flip' ? step.changes : []));
  const isOn = (group: string) => (weights[group] ?? 0) === 100;
  const ours = changes.filter(({ key, after }) => JSON.stringify(flags[key]) === JSON.stringify(after)).length;
  if (isForward) return isOn(release.site.candidate.targetGroup) && ours === changes.length;
  return isOn(release.site.stable.targetGroup) && ours === 0;
};

/** What is wrong with a call having had this effect: it should have been fenced off. */
export const whatIsWrongWith = (call: Call, before: World, { world }: Effect): string | null => {
  const epoch = before.record?.epoch ?? 0;
  if (effects.has(nameOf(call)) && call.epoch !== null && call.epoch < epoch && felt(world) !== felt(before))
    return `release ${call.epoch} wrote (${nameOf(call)} of ${call.program}) while release ${epoch} owns the service`;
  const isAdmitted = nameOf(call) === 'ledger.admit' && world !== before;
  if (isAdmitted && before.record?.status === 'quarantined' && !isAsQuarantined(before))
    return `release ${epoch + 1} was admitted over a quarantine whose users or flags are not where they must be`;
  const alarm = nameOf(call) === 'ledger.abort' ? (call.args[1] as AbortCause).alarm : undefined;
  if (alarm !== undefined && before.record !== null && alarm.firedAt <= before.record.admittedAt && world !== before)
    return `an alarm that fired before release ${epoch} was admitted aborted it`;
  return null;
};
