import type { Baseline, Counts, Minute, Tolerance } from '../../../src/domain/comparison/counts.ts';

/** Requests, errors and slow requests of a side. */
export type Numbers = readonly [requests: number, errors: number, ...slow: number[]];

export const counts = ([requests, errors, ...slow]: Numbers): Counts => ({ requests, errors, slow });

/** The instant that many minutes after the tests' midnight. */
export const instant = (minute: number): string => new Date(Date.UTC(2026, 10, 23) + minute * 60_000).toISOString();

/** So many minutes in which both sides had the same. */
export const paired = (
  length: number,
  sides: { readonly stable: Numbers; readonly candidate: Numbers },
  from = 0,
): readonly Minute[] =>
  Array.from({ length }, (_, minute) => ({
    at: instant(from + minute),
    stable: counts(sides.stable),
    candidate: counts(sides.candidate),
    alone: false,
  }));

/** So many minutes in which the candidate had everybody. */
export const alone = (length: number, candidate: Numbers, from = 0): readonly Minute[] =>
  Array.from({ length }, (_, minute) => ({
    at: instant(from + minute),
    stable: null,
    candidate: counts(candidate),
    alone: true,
  }));

export const baseline: Baseline = { ...counts([60_000, 300, 30_000, 6_000, 600]), slowAboveSeconds: [0.05, 0.1, 0.4] };
export const tolerance: Tolerance = { errorsWorseBy: 2, slowerBy: 10 };
