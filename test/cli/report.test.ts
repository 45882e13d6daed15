import { describe, expect, it } from '@jest/globals';
import type { Attempt, AttemptResult } from '../../cli/rehearse/attempt.ts';
import type { LoggedRequest } from '../../cli/rehearse/load/request-log.ts';
import { rehearsalReport } from '../../cli/rehearse/report/rehearsal-report.ts';
import { type EndedAttempt, releaseReport } from '../../cli/rehearse/report/release-report.ts';
import { served } from '../../cli/rehearse/report/served.ts';
import type { Sighting } from '../../cli/rehearse/sighting.ts';
import { RehearsalReport } from '../../src/contracts/report.ts';

const blue = 'arn:blue';
const green = 'arn:green';

/** Emulated time: second `s` of the story. */
const at = (s: number): number => Date.UTC(2026, 10, 23, 9) + s * 1_000;

const weights = (s: number, candidate: number, by = 'shift-traffic'): Sighting => {
  const change = { at: at(s), by, weights: { [blue]: 100 - candidate, [green]: candidate } };
  return { kind: 'weightsSet', at: at(s), change };
};
const request = (s: number, answeredBy: string, status = 200): LoggedRequest => ({
  startMs: s * 10,
  endMs: s * 10 + 4,
  status,
  answeredBy,
  routedAt: at(s),
});

const attempt: Attempt = {
  startedBy: 'push',
  service: 'orders',
  tag: '2.0.0',
  begunAt: at(0),
  begunRealMs: 1_000,
  stable: 'blue',
  stableTag: '1.0.0',
};
const released: AttemptResult = { ending: 'released', because: 'all is well', at: at(100), realMs: 9_000 };
const rolledBack: AttemptResult = { ending: 'rolled-back', because: 'alarm errors fired', at: at(100), realMs: 9_000 };

const ended = (result: AttemptResult, more: Partial<EndedAttempt> = {}): EndedAttempt => ({
  attempt,
  result,
  execution: {
    machine: 'release',
    arn: 'arn:e',
    name: 'orders-2.0.0',
    input: {},
    startedAt: at(1),
    transitions: 42,
    end: undefined,
  },
  release: { epoch: 1, from: '1.0.0', strategy: 'blue-green', way: 'weights' },
  stableVersion: '1.0.0',
  candidateGroup: green,
  stateChecks: [],
  calls: [],
  ...more,
});

function report(
  result: AttemptResult,
  sightings: Sighting[],
  log: LoggedRequest[],
  more: Partial<EndedAttempt> = {},
  killedPodsAt: number[] = [],
) {
  const requests = served(log, (answeredBy) => answeredBy);
  return releaseReport(ended(result, more), {
    sightings,
    requests,
    settleMs: 5_000,
    killedPodsAt,
    overlaps: () => false,
  });
}
const broken = (result: AttemptResult, sightings: Sighting[], log: LoggedRequest[]): string[] =>
  report(result, sightings, log)
    .checks.filter((check) => !check.holds)
    .map((check) => check.claim);

describe('the report of a release that went through', () => {
  const opening = [weights(10, 0), weights(20, 5), weights(40, 50), weights(60, 100)];
  const good = [
    request(5, '1.0.0'),
    request(30, '2.0.0'),
    request(31, '1.0.0'),
    request(62, '1.0.0'),
    request(70, '2.0.0'),
  ];

  it('has weights with times, requests by version, and no broken check', () => {
    expect(report(released, opening, good)).toMatchObject({
      from: '1.0.0',
      to: '2.0.0',
      epoch: 1,
      outcome: 'released',
      durationMs: 100_000,
      realMs: 8_000,
      stateTransitions: 42,
      exposure: null,
      weights: [
        { at: '2026-11-23T09:00:10.000Z', candidateWeight: 0, by: 'shift-traffic' },
        { candidateWeight: 5 },
        { candidateWeight: 50 },
        { at: '2026-11-23T09:01:00.000Z', candidateWeight: 100 },
      ],
      requests: [
        { version: '1.0.0', served: 3, failed: 0 },
        { version: '2.0.0', served: 2, failed: 0 },
      ],
    });
    expect(broken(released, opening, good)).toEqual([]);
  });

  it.each<[string, LoggedRequest, RegExp]>([
    ['a request fails', request(50, '2.0.0', 503), /no request fails/],
    ['a request gets no answer', request(50, '', 0), /no request fails/],
    ['the new version answers before its first share', request(19, '2.0.0'), /only 1.0.0 answers before/],
    ['the old version answers once the new one has settled at 100 %', request(66, '1.0.0'), /only 2.0.0 answers once/],
    ['a third version answers', request(50, '0.9.0'), /nobody but 1.0.0 and 2.0.0/],
  ])('does not hold when %s', (_claim, odd, claim) => {
    const claims = broken(released, opening, [...good, odd]);
    expect(claims).toContainEqual(expect.stringMatching(claim));
  });

  it('says by whom, how and when requests failed', () => {
    const { checks } = report(released, opening, [...good, request(50, '2.0.0', 503), request(52, '', 502)]);
    const found = '2 of 7 failed: 1 by 2.0.0 (503), 1 by none (502), the first at 2026-11-23T09:00:50.000Z';
    expect(checks).toContainEqual({ claim: 'no request fails', holds: false, found });
  });

  it('excuses what fails within a minute of a pod that the story killed, and nothing else', () => {
    const failing = (s: number) => report(released, opening, [...good, request(s, '', 502)], {}, [at(30)]).checks;
    const claim = 'no request fails, but within 60 s of a killed pod';
    expect(failing(40)).toContainEqual(expect.objectContaining({ claim, holds: true }));
    expect(failing(29)).toContainEqual(expect.objectContaining({ claim, holds: false }));
    expect(failing(91)).toContainEqual(expect.objectContaining({ claim, holds: false }));
  });

  it('does not hold when the new version never got everybody', () => {
    expect(broken(released, opening.slice(0, 3), good)).toContainEqual(
      expect.stringMatching(/only 2.0.0 answers once/),
    );
  });
});

describe('the report of a rollback', () => {
  const story: Sighting[] = [
    weights(20, 5),
    weights(40, 25),
    { kind: 'alarmFired', at: at(50), alarm: 'errors' },
    weights(51, 0, 'roll-back'),
    weights(80, 0, 'conclude-release'),
  ];
  const log = [
    request(30, '2.0.0'),
    request(45, '2.0.0', 500),
    request(50.5, '2.0.0', 500),
    request(52, '2.0.0'),
    request(60, '1.0.0'),
  ];

  it('says what the alarm cost: time to safety, time to the last bad answer, requests in between', () => {
    expect(report(rolledBack, story, log).exposure).toEqual({
      alarm: 'errors',
      firedAt: '2026-11-23T09:00:50.000Z',
      safeAt: '2026-11-23T09:00:51.000Z',
      alarmToSafeMs: 1_000,
      alarmToLastRequestMs: 2_000,
      requestsAfterAlarm: 2,
    });
  });

  it('holds although the bad version failed requests, as long as the old one did not', () => {
    expect(broken(rolledBack, story, log)).toEqual([]);
  });

  it.each<[string, LoggedRequest, RegExp]>([
    [
      'a request reaches the bad version after the way back has settled',
      request(57, '2.0.0'),
      /no new request reaches 2.0.0/,
    ],
    ['the old version fails a request', request(70, '1.0.0', 500), /1.0.0 answers every request/],
    ['a request gets no answer at all', request(70, '', 0), /1.0.0 answers every request/],
  ])('does not hold when %s', (_claim, odd, claim) => {
    expect(broken(rolledBack, story, [...log, odd])).toContainEqual(expect.stringMatching(claim));
  });

  it('does not hold when the weights were never set back', () => {
    expect(broken(rolledBack, story.slice(0, 3), log)).toContainEqual(expect.stringMatching(/no new request reaches/));
  });

  it('has no exposure when no user was ever sent to the new version', () => {
    const refusedEarly: Sighting[] = [
      weights(10, 0),
      { kind: 'alarmFired', at: at(50), alarm: 'errors' },
      weights(51, 0),
    ];
    const result = report(rolledBack, refusedEarly, [request(5, '1.0.0')]);
    expect(result.exposure).toBeNull();
    expect(result.checks).toContainEqual(expect.objectContaining({ claim: 'no user ever reaches 2.0.0', holds: true }));
  });
});

describe('the expectations of a story', () => {
  const expecting = (expectation: NonNullable<Attempt['expectation']>) => ({ attempt: { ...attempt, expectation } });

  it.each([
    [{ kind: 'expect', ending: 'rolled-back', because: 'errors', weightReached: 25 } as const, []],
    [{ kind: 'expect', ending: 'released' } as const, ['ends released']],
    [{ kind: 'expect', ending: 'rolled-back', because: 'smoke' } as const, ['because of “smoke”']],
    [{ kind: 'expect', ending: 'rolled-back', weightReached: 50 } as const, ['the new version got up to 50 %']],
  ])('are checked: %j', (expectation, wrong) => {
    const sightings = [weights(20, 5), weights(40, 25), weights(51, 0)];
    const { checks } = report(rolledBack, sightings, [request(5, '1.0.0')], expecting(expectation));
    expect(checks.filter((check) => !check.holds).map((check) => check.claim)).toEqual(wrong);
  });
});

describe('the report of an attempt that was refused', () => {
  const refused: AttemptResult = { ending: 'refused', because: 'no such tag', at: at(100), realMs: 2_000 };

  it('holds when users stayed where they were', () => {
    expect(broken(refused, [], [request(5, '1.0.0'), request(50, '1.0.0')])).toEqual([]);
  });

  it('does not hold when anybody reached the new version', () => {
    expect(broken(refused, [weights(20, 5)], [request(30, '2.0.0')])).toEqual(['all users stay on 1.0.0']);
  });

  it('counts the calls of functions by action, and leaves the operator’s out', () => {
    const call = { at: at(1), service: 'dynamodb', operation: 'GetItem', input: {} };
    const calls = [
      { ...call, caller: 'admit-release' },
      { ...call, caller: 'admit-release' },
      { ...call, caller: 'operator' },
      { ...call, caller: 'admit-release', service: 'ecr', operation: 'DescribeImages' },
    ];
    expect(report(refused, [], [], { calls }).apiCalls).toEqual({ 'dynamodb:GetItem': 2, 'ecr:DescribeImages': 1 });
  });
});

describe('the report of a whole rehearsal', () => {
  const whole = (log: LoggedRequest[], unsent: number, interrupted = false) =>
    rehearsalReport({
      story: null,
      folder: '/orders',
      service: 'orders',
      seed: 1,
      timeScale: 60,
      requestsPerSecond: 200,
      begunRealMs: 0,
      emulatedMs: 60_000,
      interrupted,
      releases: [report(released, [weights(20, 100)], [request(30, '2.0.0')])],
      migrations: [],
      log,
      requests: served(log, (answeredBy) => answeredBy),
      unsent,
    });
  const log = Array.from({ length: 100 }, (_, i) => request(i, '1.0.0'));

  it('is what its schema says', () => {
    expect(RehearsalReport.parse(whole(log, 0))).toMatchObject({
      asTold: true,
      load: { sent: 100, failed: 0, p50Ms: 4, p99Ms: 4 },
    });
  });

  it('is not as told when more than one in a hundred due requests could not be sent', () => {
    expect(whole(log, 1).asTold).toBe(true);
    expect(whole(log, 2)).toMatchObject({ asTold: false, checks: [{ holds: false, found: '2 of 102 could not' }] });
  });

  it('is not as told when it was interrupted', () => {
    expect(whole(log, 0, true).asTold).toBe(false);
  });
});

describe('a request log', () => {
  it('gives an unanswered request the emulated time of the one before it, and names nobody', () => {
    const unanswered = { startMs: 20, endMs: 30, status: 0, answeredBy: '', error: 'ECONNREFUSED' };
    expect(served([request(5, 'sha256:aa'), unanswered], () => '1.0.0')).toEqual([
      { at: at(5), version: '1.0.0', failed: false, status: '200' },
      { at: at(5), version: 'none', failed: true, status: 'ECONNREFUSED' },
    ]);
  });
});
