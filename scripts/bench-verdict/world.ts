import type { Counts } from '../../src/domain/comparison/counts.ts';
import type { Draws } from './draws.ts';

/** How error rates behave beside the difference between the versions. */
export const weathers = ['steady', 'day', 'bursts', 'clumped'] as const;
export type Weather = (typeof weathers)[number];

/** A kind of release: many are simulated of each. Shares are fractions, 0.02 is 2 points. */
export interface Cell {
  readonly requestsPerMinute: number;
  readonly baseShare: number;
  /** How much more of the candidate's requests fail. 0: it is as good as stable. */
  readonly lift: number;
  readonly weather: Weather;
}

/** What both sides counted in one minute, and in which weight of the candidate (percent). */
export interface SimulatedMinute {
  readonly weight: number;
  readonly stable: Counts;
  readonly candidate: Counts;
}

const dayMinutes = 1440;
const burstChance = 0.02;
const burstMinutes = 3;
const burstLift = 0.1;
const clumping = 0.001;

/** One release's surroundings: draws the minutes one after the other. */
export interface World {
  readonly minute: (weight: number) => SimulatedMinute;
  /** Stable in the hour before. */
  readonly hourBefore: () => Counts;
}

const errorShares = (cell: Cell, draws: Draws): (() => number) => {
  const startsAt = draws.uniform() * dayMinutes;
  let minutes = 0;
  let burstLeft = 0;
  return () => {
    minutes++;
    burstLeft = draws.uniform() < burstChance ? burstMinutes : burstLeft - 1;
    if (cell.weather === 'day')
      return cell.baseShare * Math.exp(1.1 * Math.sin((2 * Math.PI * (startsAt + minutes)) / dayMinutes));
    return cell.weather === 'bursts' && burstLeft > 0 ? cell.baseShare + burstLift : cell.baseShare;
  };
};

/** A world in which a release of this kind takes place. */
export const createWorld = (cell: Cell, draws: Draws): World => {
  const nextShare = errorShares(cell, draws);
  const side = (expected: number, share: number): Counts => {
    const requests = draws.poisson(expected);
    const actual = cell.weather === 'clumped' ? draws.aroundShare(share, clumping) : share;
    return { requests, errors: draws.binomial(requests, actual), slow: [] };
  };
  const minute = (weight: number): SimulatedMinute => {
    const share = nextShare();
    const candidateRequests = (cell.requestsPerMinute * weight) / 100;
    return {
      weight,
      stable: side(cell.requestsPerMinute - candidateRequests, share),
      candidate: side(candidateRequests, Math.min(1, share + cell.lift)),
    };
  };
  const hourBefore = (): Counts => {
    const minutes = Array.from({ length: 60 }, () => minute(0).stable);
    return {
      requests: minutes.reduce((sum, { requests }) => sum + requests, 0),
      errors: minutes.reduce((sum, { errors }) => sum + errors, 0),
      slow: [],
    };
  };
  return { minute, hourBefore };
};
