import type { IntOrString } from '../../objects/pod.ts';

/** What a rollout decision needs of one ReplicaSet. */
export interface SetSize {
  readonly name: string;
  /** What its spec asks for. */
  readonly replicas: number;
  readonly available: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A ReplicaSet and how many replicas it shall have. */
export interface Scaling {
  readonly name: string;
  readonly replicas: number;
}

/** How far a rolling update may go above and below the wanted replicas, in pods. */
export interface Bounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/**
 * Absolute bounds: surge percentages round up, unavailable ones down; if that makes both zero, one pod may be unavailable.
 * See https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function rollingBounds(
  maxSurge: IntOrString | undefined,
  maxUnavailable: IntOrString | undefined,
  replicas: number,
): Bounds {
  const surge = absolute(maxSurge ?? '25%', replicas, Math.ceil);
  const unavailable = absolute(maxUnavailable ?? '25%', replicas, Math.floor);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

function absolute(value: IntOrString, of: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * of) / 100);
}

/** How many replicas the newest ReplicaSet may have now without exceeding the surge. */
export function newSetReplicas(replicas: number, bounds: Bounds, newest: SetSize, old: readonly SetSize[]): number {
  if (newest.replicas >= replicas) return replicas;
  const total = newest.replicas + sum(old, ({ replicas: size }) => size);
  const room = replicas + bounds.maxSurge - total;
  return room <= 0 ? newest.replicas : Math.min(newest.replicas + room, replicas);
}

/** How the old ReplicaSets shrink now: unavailable pods go first, available ones only down to the bound. */
export function oldSetScalings(
  replicas: number,
  bounds: Bounds,
  newest: SetSize,
  old: readonly SetSize[],
): readonly Scaling[] {
  const minAvailable = replicas - bounds.maxUnavailable;
  const total = newest.replicas + sum(old, ({ replicas: size }) => size);
  const newUnavailable = newest.replicas - newest.available;
  const removable = total - minAvailable - newUnavailable;
  if (removable <= 0) return [];
  const byAge = [...old].filter((set) => set.replicas > 0).sort((one, other) => one.createdAt - other.createdAt);
  const cleaned = shrunk(byAge, removable, ({ replicas: size, available }) => size - available);
  const available = newest.available + sum(cleaned, (set) => set.available);
  const spare = available - minAvailable;
  const final = spare > 0 ? shrunk(cleaned, spare, ({ replicas: size }) => size) : cleaned;
  return final
    .filter((set) => byAge.find(({ name }) => name === set.name)?.replicas !== set.replicas)
    .map(({ name, replicas: size }) => ({ name, replicas: size }));
}

/** Takes at most `budget` replicas away, oldest set first, of each no more than it can spare. */
function shrunk(sets: readonly SetSize[], budget: number, spare: (set: SetSize) => number): readonly SetSize[] {
  let left = budget;
  return sets.map((set) => {
    const taken = Math.max(0, Math.min(left, spare(set), set.replicas));
    left -= taken;
    return { ...set, replicas: set.replicas - taken };
  });
}

/** Spreads a change of the wanted replicas over the sets of an unfinished rollout, in proportion to their sizes. */
export function proportionalScalings(replicas: number, bounds: Bounds, active: readonly SetSize[]): readonly Scaling[] {
  const allowed = replicas > 0 ? replicas + bounds.maxSurge : 0;
  const total = sum(active, ({ replicas: size }) => size);
  const toAdd = allowed - total;
  const bySize = [...active].sort((one, other) => other.replicas - one.replicas || other.createdAt - one.createdAt);
  let left = toAdd;
  const scaled = bySize.map((set) => {
    const share = total === 0 ? 0 : Math.round((set.replicas * allowed) / total) - set.replicas;
    const change = toAdd > 0 ? Math.min(left, Math.max(0, share)) : Math.max(left, Math.min(0, share));
    left -= change;
    return { name: set.name, replicas: set.replicas + change };
  });
  const [first, ...rest] = scaled;
  return first === undefined ? [] : [{ ...first, replicas: Math.max(0, first.replicas + left) }, ...rest];
}

function sum(sets: readonly SetSize[], of: (set: SetSize) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}
