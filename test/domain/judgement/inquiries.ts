import type { AlarmReading, HealthEvidence, Minute } from '../../../src/contracts/evidence.ts';
import type { StepOf } from '../../../src/contracts/plan.ts';
import type { Answer, Inquiry, Terms } from '../../../src/contracts/verdict.ts';

const began = Date.parse('2026-11-23T10:00:00.000Z');

/** The instant so many seconds after the step began. */
export const at = (seconds: number): string => new Date(began + 1000 * seconds).toISOString();

export const reading = (alarm: string, state: AlarmReading['state']): AlarmReading => ({
  ...{ alarm, state, noticeSeconds: 60 },
});

/** So many whole minutes of traffic, the same in each: requests and errors of a minute. */
export const traffic = (
  count: number,
  candidate: readonly [number, number],
  stable: readonly [number, number] | null = [1000, 1],
): Minute[] =>
  Array.from({ length: count }, (_, i) => ({
    at: at(60 * i),
    stable: stable === null ? null : { requests: stable[0], errors: stable[1], slow: [] },
    candidate: { requests: candidate[0], errors: candidate[1], slow: [] },
  }));

export const healthy: HealthEvidence = {
  alarms: [reading('orders-5xx', 'ok')],
  incidents: [],
  weightsAgree: true,
  targets: { stable: { healthy: 4, registered: 4 }, candidate: { healthy: 2, registered: 2 } },
  pods: { wanted: 2, ready: 2, unready: [], restarted: [], stuck: null },
  traffic: { requests: 500, minutes: traffic(5, [100, 0]) },
};

export const terms: Terms = {
  ...{ inconclusive: 'ask', askSeconds: 86_400, errorsWorseBy: 2, slowerBy: 10, incidents: ['site-down'] },
  baseline: { requests: 100_000, errors: 100, slow: [], slowAboveSeconds: [] },
};

const bake: StepOf<'bake'> = { kind: 'bake', weight: 25, bakeSeconds: 300 };

/** A bake of five minutes at 25 % that is just over, with nothing against it. */
export const inquiry = (over: Partial<Inquiry> = {}, evidence: Partial<HealthEvidence> = {}): Inquiry => ({
  ...{ step: bake, startedAt: at(0), now: at(300), minimumRequests: 20, patienceSeconds: 3600, terms },
  ...{ inPlace: false, wasClosed: false, promotedBecause: null, answers: [] },
  ...over,
  evidence: { ...healthy, ...evidence },
});

export const gateOf = (step: Partial<StepOf<'gate'>> = {}): StepOf<'gate'> => ({
  ...{ kind: 'gate', weight: 25, before: 50 },
  ...step,
});

export const answer = (question: string, said: Answer['said'], because?: string): Answer => ({
  ...{ question, said, by: 'ada', at: at(100) },
  ...(because === undefined ? {} : { because }),
});
