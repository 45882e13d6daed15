import type { Outcome } from './own-release.ts';
import type { Rival } from './rivals.ts';
import { schedule } from './schedule.ts';
import type { SimulatedMinute, World } from './world.ts';

/** What the others would see: each step takes its bake and no more. */
export const watchedByRivals = (world: World): readonly SimulatedMinute[] => {
  world.hourBefore();
  return schedule.weights.flatMap((weight) => Array.from({ length: schedule.bakeMinutes }, () => world.minute(weight)));
};

/** One release judged by another: rolled back after the first minute whose score is beyond the limit, else promoted. */
export const rivalRelease = (
  minutes: readonly SimulatedMinute[],
  scores: ReturnType<Rival['scores']>,
  limit: number,
  requestsPerMinute: number,
): Outcome => {
  const at = scores.findIndex((score) => score > limit);
  const seen = at === -1 ? minutes : minutes.slice(0, at + 1);
  const judged = seen.reduce((sum, { candidate }) => sum + candidate.requests, 0);
  if (at !== -1) return { end: 'rolledBack', judged, exposed: judged, minutes: seen.length };
  const exposed = judged + requestsPerMinute * (schedule.noticedAfterMinutes - minutes.length);
  return { end: 'promoted', judged, exposed, minutes: seen.length };
};
