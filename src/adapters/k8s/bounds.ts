import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';

/** How few and how many pods an autoscaler may keep. */
export interface Bounds {
  readonly floor: number;
  readonly ceiling: number;
}

/** Notes on an autoscaler whose bounds a release moved: its own ones, and the ones it got. */
export const boundsNotes = {
  floor: 'tidegate.dev/floor',
  pinnedFloor: 'tidegate.dev/pinned-floor',
  ceiling: 'tidegate.dev/ceiling',
  pinnedCeiling: 'tidegate.dev/pinned-ceiling',
} as const;

/** What the autoscaler has now, whoever set it. */
export const presentBounds = ({ spec }: V2HorizontalPodAutoscaler): Bounds => ({
  floor: spec?.minReplicas ?? 1,
  ceiling: spec?.maxReplicas ?? 1,
});

/**
 * Its own bounds: where it still has what a release gave it, the ones before, or the floor of `admitted` where none is noted;
 * else what it has, for a person set that.
 */
export const ownBounds = (autoscaler: V2HorizontalPodAutoscaler, admitted?: number): Bounds => {
  const { floor, ceiling } = presentBounds(autoscaler);
  const noted = autoscaler.metadata?.annotations ?? {};
  const own = (present: number, given: string | undefined, before: string | number | undefined): number =>
    given === String(present) && before !== undefined ? Number(before) : present;
  return {
    floor: own(floor, noted[boundsNotes.pinnedFloor], noted[boundsNotes.floor] ?? admitted),
    ceiling: own(ceiling, noted[boundsNotes.pinnedCeiling], noted[boundsNotes.ceiling]),
  };
};

/** Bounds that hold at least so many pods: never lower than they are. */
export const raised = ({ floor, ceiling }: Bounds, replicas: number): Bounds => {
  const atLeast = Math.max(floor, replicas, 1);
  return { floor: atLeast, ceiling: Math.max(ceiling, atLeast) };
};

/** The notes for an autoscaler that gets `given` and has `own` of its own. */
export const notesOf = (before: Bounds, given: Bounds): Readonly<Record<string, string>> => ({
  [boundsNotes.floor]: String(before.floor),
  [boundsNotes.pinnedFloor]: String(given.floor),
  [boundsNotes.ceiling]: String(before.ceiling),
  [boundsNotes.pinnedCeiling]: String(given.ceiling),
});
