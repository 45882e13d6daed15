import { compare } from '../../src/domain/comparison/compare.ts';
import type { Baseline, Minute } from '../../src/domain/comparison/counts.ts';
import { schedule } from './schedule.ts';
import type { World } from './world.ts';

/** How a release went. Inconclusive: it was held for too long, so that a person would have been asked (here: who says yes). */
export interface Outcome {
  readonly end: 'rolledBack' | 'promoted' | 'inconclusive';
  /** Requests on the candidate while it was judged. */
  readonly judged: number;
  /** Requests on the candidate until it was rolled back, or until somebody notices. */
  readonly exposed: number;
  readonly minutes: number;
}

type Answer = (minutes: number) => 'worse' | 'fine' | 'unclear';

const firstMinute = Date.parse('2026-01-01T00:00:00Z');
const atOf = (minute: number): string => new Date(firstMinute + minute * 60_000).toISOString();

/** The product's own answer after so many of the minutes. */
const answerAfter =
  (minutes: readonly Minute[], baseline: Baseline): Answer =>
  (count) =>
    compare(minutes.slice(0, count), baseline, schedule.tolerance).errors.answer;

/**
 * The first minute after which the answer is `worse`, which it stays from then on: so a few looks find what looking every minute would
 * find. `to` when it never is.
 */
const firstWorse = (answer: Answer, from: number, to: number): number => {
  if (answer(to) !== 'worse') return to;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (answer(middle) === 'worse') after = middle;
    else before = middle;
  }
  return after;
};

const longest = schedule.bakeMinutes + schedule.patienceMinutes;

/** Is it time to look whether the candidate is fine? Every minute for a quarter of an hour, then every fifth. */
const looks = (minute: number): boolean => minute >= schedule.bakeMinutes && (minute <= 15 || minute % 5 === 0);

/** Lets a step take its time; minutes are added until it passes, or it was held for too long. */
const takeStep = (world: World, weight: number, minutes: Minute[], answer: Answer): 'passed' | 'held' => {
  let requests = 0;
  for (let minute = 1; minute <= longest; minute++) {
    const { stable, candidate } = world.minute(weight);
    const alone = weight === 100;
    minutes.push({ at: atOf(minutes.length), stable: alone ? null : stable, candidate, alone });
    requests += candidate.requests;
    const enough = minute >= schedule.bakeMinutes && requests >= schedule.minimumRequests;
    if (enough && (!alone || (looks(minute) && answer(minutes.length) !== 'unclear'))) return 'passed';
  }
  return 'held';
};

const requestsOn = (minutes: readonly Minute[]): number =>
  minutes.reduce((sum, { candidate }) => sum + (candidate?.requests ?? 0), 0);

/** One release judged by the product's own `compare`, as if it had been asked after every minute. */
export const ownRelease = (world: World, requestsPerMinute: number): Outcome => {
  const baseline = { ...world.hourBefore(), slowAboveSeconds: [] };
  const minutes: Minute[] = [];
  const answer = answerAfter(minutes, baseline);
  let asked = false;
  for (const weight of schedule.weights) {
    const before = minutes.length;
    asked = takeStep(world, weight, minutes, answer) === 'held' || asked;
    const end = firstWorse(answer, before, minutes.length);
    if (end < minutes.length || answer(end) === 'worse') {
      const judged = requestsOn(minutes.slice(0, end));
      return { end: 'rolledBack', judged, exposed: judged, minutes: end };
    }
  }
  const judged = requestsOn(minutes);
  const exposed = judged + requestsPerMinute * (schedule.noticedAfterMinutes - minutes.length);
  return { end: asked ? 'inconclusive' : 'promoted', judged, exposed, minutes: minutes.length };
};
