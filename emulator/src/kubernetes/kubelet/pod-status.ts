import { type Condition, timestamp } from '../objects/meta.ts';
import {
  type ContainerStatus,
  isSidecar,
  type Pod,
  type PodPhase,
  type PodSpec,
  type PodStatus,
} from '../objects/pod.ts';

/** What a kubelet knows of a pod at some moment. */
export interface PodObservation {
  /** The pod was stopped for good: nothing of it runs, and nothing will. */
  readonly terminal: boolean;
  readonly initialized: boolean;
  readonly initContainers: readonly ContainerStatus[];
  readonly containers: readonly ContainerStatus[];
  readonly podIp: string;
  readonly hostIp: string;
  readonly startTime: string;
  readonly now: number;
}

/** The pod's status as its kubelet reports it; conditions of others, such as readiness gates, stay. Pure. */
export function podStatus(pod: Pod, reported: PodObservation): PodStatus {
  const seen = reported.terminal ? ended(reported) : reported;
  const { containers, initContainers, podIp, hostIp, startTime } = seen;
  return {
    ...pod.status,
    phase: phaseOf(pod, seen),
    conditions: conditionsOf(pod, seen),
    hostIP: hostIp,
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    startTime,
    containerStatuses: containers,
    ...(initContainers.length > 0 ? { initContainerStatuses: initContainers } : {}),
  };
}

/** Of containers that never started nobody knows how they ended; see `ContainerStatusUnknown` in the kubelet. */
function ended(seen: PodObservation): PodObservation {
  const at = timestamp(seen.now);
  const message = 'The container could not be located when the pod was terminated';
  const terminated = { exitCode: 137, reason: 'ContainerStatusUnknown', message, startedAt: at, finishedAt: at };
  const end = (status: ContainerStatus): ContainerStatus =>
    status.state.terminated === undefined ? { ...status, state: { terminated }, ready: false, started: false } : status;
  return { ...seen, containers: seen.containers.map(end) };
}

function phaseOf({ spec }: Pod, { containers, initContainers, terminal }: PodObservation): PodPhase {
  const policy = terminal ? 'Never' : (spec.restartPolicy ?? 'Always');
  const sidecars = sidecarsOf(spec);
  const failedInit = initContainers.some(
    ({ name, state }) => !sidecars.has(name) && (state.terminated?.exitCode ?? 0) !== 0,
  );
  if (failedInit && policy === 'Never') return 'Failed';
  const ended = containers.map(({ state }) => state.terminated?.exitCode);
  const forGood = (code: number | undefined) =>
    code !== undefined && (policy === 'Never' || (policy === 'OnFailure' && code === 0));
  if (ended.every(forGood)) return ended.every((code) => code === 0) ? 'Succeeded' : 'Failed';
  const begun = containers.every(
    ({ state, lastState }) => state.running !== undefined || state.terminated !== undefined || lastState.terminated,
  );
  return begun ? 'Running' : 'Pending';
}

function sidecarsOf({ initContainers = [] }: PodSpec): ReadonlySet<string> {
  return new Set(initContainers.filter(isSidecar).map(({ name }) => name));
}

type State = readonly [status: 'True' | 'False', reason?: string, message?: string];

function conditionsOf(pod: Pod, seen: PodObservation): readonly Condition[] {
  const { initialized, initContainers, containers, now } = seen;
  const phase = phaseOf(pod, seen);
  const sidecars = sidecarsOf(pod.spec);
  const lasting = [...initContainers.filter(({ name }) => sidecars.has(name)), ...containers];
  const unready = lasting.filter(({ ready }) => !ready).map(({ name }) => name);
  const contained = containersState(phase, unready);
  const isDone = ({ name, state, started }: ContainerStatus) =>
    sidecars.has(name) ? started : state.terminated?.exitCode === 0;
  const incomplete = initContainers.filter((init) => !isDone(init)).map(({ name }) => name);
  const initial: State = initialized
    ? ['True']
    : ['False', 'ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`];
  const own = new Map<string, State>([
    ['PodReadyToStartContainers', phase === 'Succeeded' || phase === 'Failed' ? ['False'] : ['True']],
    ['Initialized', initial],
    ['Ready', readyState(pod, contained)],
    ['ContainersReady', contained],
    ['PodScheduled', ['True']],
  ]);
  const others = (pod.status.conditions ?? []).filter(({ type }) => !own.has(type));
  return [...others, ...[...own].map(([type, state]) => condition(pod, type, state, now))];
}

function containersState(phase: PodPhase, unready: readonly string[]): State {
  if (phase === 'Succeeded') return ['False', 'PodCompleted'];
  if (phase === 'Failed') return ['False', 'PodFailed'];
  if (unready.length === 0) return ['True'];
  return ['False', 'ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`];
}

/** Ready is more than its containers: every readiness gate must be True as well. */
function readyState({ spec, status }: Pod, contained: State): State {
  if (contained[0] === 'False') return contained;
  const closed = (spec.readinessGates ?? []).filter(
    ({ conditionType }) => !status.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  if (closed.length === 0) return ['True'];
  const list = closed.map(
    ({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" is not True`,
  );
  return ['False', 'ReadinessGatesNotReady', list.join('; ')];
}

function condition(pod: Pod, type: string, [status, reason, message]: State, now: number): Condition {
  const before = pod.status.conditions?.find((one) => one.type === type);
  const since = before?.status === status ? before.lastTransitionTime : undefined;
  return {
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    lastTransitionTime: since ?? timestamp(now),
  };
}
