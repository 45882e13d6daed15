/** Step Functions ends an execution at 25,000 history events: what a release could need at most must fit. */
import type { Policy } from '../contracts/policy.ts';
import { nextLookSeconds } from './slices.ts';

const historyLimit = 25_000;
/** What a release needs besides its waits: steps, retries, the way back. */
const reservedEvents = 5_000;
/** JudgeHealth, the Choice behind it and a Wait. */
const eventsPerLook = 9;
/** The same with AwaitApproval, whose token times out, in the place of the Wait. */
const eventsPerQuestion = 13;
/** No execution lasts for longer. */
const yearSeconds = 366 * 86_400;
/** At admission a closed calendar is looked at every day. */
const looksAtCalendar = 366;

type Waiting = Pick<Policy, 'traffic' | 'health' | 'gates'>;

/** Looks from the begin of a bake until it was held for so long after its end. Without a bake: of a gate, or of a question. */
const looksUntil = (holdSeconds: number, bakeSeconds = 0): number => {
  let looks = 0;
  for (let elapsed = 0; elapsed < bakeSeconds + holdSeconds; looks += 1)
    elapsed += nextLookSeconds(elapsed, bakeSeconds);
  return looks;
};

/** All bakes that a release of this policy can have. */
const bakesOf = ({ steps, cohort }: Policy['traffic']): readonly number[] => [
  ...steps.map(({ bake }) => bake),
  ...(cohort === undefined ? [] : [cohort.for]),
];

/** A bake that is held until its patience is over, and asked about until nobody answers. */
const eventsOfBake = (bakeSeconds: number, { patience, inconclusive, askFor }: Policy['health']): number => {
  const looks = looksUntil(patience, bakeSeconds) + 1;
  const questions = inconclusive === 'ask' ? looksUntil(patience + askFor, bakeSeconds) + 1 - looks : 0;
  return looks * eventsPerLook + questions * eventsPerQuestion;
};

/** Gates before anything, before each weight and before the end may be closed for a year, all together. */
const eventsOfGates = ({ gates, traffic }: Waiting): number => {
  if (gates === undefined) return 0;
  const { windows, freezes, holidays, incidents, approvals } = gates;
  const asking = approvals.reduce((sum, { within }) => sum + eventsPerQuestion * looksUntil(within), 0);
  if (windows.length + freezes.length + incidents.length === 0 && holidays === undefined) return asking;
  const gateCount = traffic.steps.length + 2;
  const holding = gateCount * eventsPerLook * looksUntil(yearSeconds / gateCount);
  const beforehand = eventsPerLook * (looksAtCalendar + looksUntil(yearSeconds));
  return asking + holding + beforehand;
};

/** History events that one release of this policy can need at most. */
export const historyEvents = (policy: Waiting): number => {
  const { traffic, health } = policy;
  const baking = bakesOf(traffic).reduce((sum, bake) => sum + eventsOfBake(bake, health), 0);
  return reservedEvents + baking + eventsOfGates(policy);
};

export const fitsHistory = (policy: Waiting): boolean => historyEvents(policy) <= historyLimit;
