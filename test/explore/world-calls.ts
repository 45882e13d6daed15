import type { AbortCause, StatusMove } from '../../src/ports/ledger.ts';
import type { Split } from '../../src/ports/traffic.ts';
import { canonical } from './canonical.ts';
import { whatIsUnproven, whatIsWrongToAdmit } from './checks-of-proofs.ts';
import { balancer } from './models/balancer.ts';
import { cluster } from './models/cluster.ts';
import { doorbell } from './models/doorbell.ts';
import type { Effect, Models } from './models/effect.ts';
import { ledger } from './models/ledger.ts';
import { others } from './models/others.ts';
import type { Call } from './process-states.ts';
import type { World } from './world.ts';

const models: Models = { ...ledger, ...balancer, ...cluster, ...doorbell<World>(), ...others };

/** Looked at, or done, in the same instant as the step before: nobody relies on their moment. */
const attached = new Set([
  ...['targets.count', 'evidence.alarms', 'evidence.requests', 'evidence.minutes', 'pods.health'],
  ...['workload.readiness', 'workload.running', 'workload.scale', 'workload.restoreFloor'],
]);

const writes = new Set([
  ...['ledger.admit', 'ledger.abort', 'ledger.move', 'ledger.enqueue', 'ledger.dequeue', 'ledger.promote'],
  ...['ledger.ask', 'ledger.answer', 'doorbell.ring', 'doorbell.abort'],
  ...['traffic.set', 'traffic.close', 'flags.patch', 'executions.start', 'restorer.begin'],
  ...['workload.deploy', 'workload.remove', 'workload.replace', 'workload.stop', 'workload.restore'],
]);
/** Writes that only the owner of the service may make. A removal is fenced in the cluster: what is newer stays. */
const effects = new Set([
  ...['traffic.set', 'traffic.close', 'flags.patch'],
  ...['workload.deploy', 'workload.replace', 'workload.stop', 'workload.restore'],
]);

const nameOf = ({ port, method }: Call): string => `${port}.${method}`;
export const isAttached = (call: Call): boolean => attached.has(nameOf(call));
export const isWrite = (call: Call): boolean => writes.has(nameOf(call));

/** Does the call in the world. */
export const perform = (world: World, call: Call): Effect => {
  const model = models[nameOf(call)];
  if (model === undefined) throw new Error(`the model does not know the call ${nameOf(call)} of ${call.program}`);
  const effect = model(world, ...(call.args as never[]));
  const isLate = nameOf(call) === 'traffic.set' && call.program === 'ShiftTraffic' && world.record?.status !== 'active';
  const stops = world.record?.release.plan.some(({ kind }) => kind === 'stop') === true;
  return isLate && stops ? { ...effect, world: { ...effect.world, reopened: true } } : effect;
};

const felt = ({ rules, annotation, environments, flags }: World): string =>
  JSON.stringify([rules, annotation, environments, flags].map(canonical));

/** What the functions themselves hold in a release's first minute. */
const heldAtFirst = ['FlipFlags flags.patch', 'StopVersion traffic.close', 'StopVersion workload.stop'];

/** Whether the call changes something for users on the way forward: that is done only when earlier functions are over. */
export const movesUsers = (call: Call, { record }: World): boolean => {
  if (record === null || call.epoch !== record.epoch) return false;
  if (heldAtFirst.includes(`${call.program} ${nameOf(call)}`)) return true;
  if (call.program !== 'ShiftTraffic' || nameOf(call) !== 'traffic.set') return false;
  const [split] = call.args as [Split];
  return (split.weights[record.release.site.candidate.targetGroup] ?? 0) > 0;
};

/** Whether a person said yes, where the plan has a gate that asks one. */
const isAgreed = ({ record }: World): boolean => {
  if (record === null) return true;
  const asks = record.release.plan.some((step) => step.kind === 'gate' && step.approveWithinSeconds !== undefined);
  return !asks || record.answers?.some(({ said }) => said === 'yes') === true;
};

const isOldAlarm = (call: Call, before: World, { world }: Effect): boolean => {
  const alarm = nameOf(call) === 'ledger.abort' ? (call.args[1] as AbortCause).alarm : undefined;
  const { record } = before;
  return alarm !== undefined && record !== null && alarm.firedAt <= record.admittedAt && world !== before;
};

/** What is wrong with a call having had this effect: it should have been fenced off. */
export const whatIsWrongWith = (call: Call, before: World, effect: Effect): string | null => {
  const { world } = effect;
  const epoch = before.record?.epoch ?? 0;
  if (effects.has(nameOf(call)) && call.epoch !== null && call.epoch < epoch && felt(world) !== felt(before))
    return `release ${call.epoch} wrote (${nameOf(call)} of ${call.program}) while release ${epoch} owns the service`;
  if (movesUsers(call, before) && !isAgreed(before))
    return `${call.program} gave users the new version without a person's yes`;
  if (nameOf(call) === 'ledger.admit' && world !== before && before.record?.status === 'quarantined')
    return whatIsWrongToAdmit(before);
  if (isOldAlarm(call, before, effect)) return `an alarm that fired before release ${epoch} was admitted aborted it`;
  if (nameOf(call) !== 'ledger.move' || world === before) return null;
  return (call.args[1] as StatusMove).conclusion?.outcome === 'rolledBack' ? whatIsUnproven(before) : null;
};
