import { describe, expect, it } from '@jest/globals';
import type { Attempt, AttemptResult } from '../../cli/rehearse/attempt.ts';
import type { NodeLoss } from '../../cli/rehearse/breaking.ts';
import type { LoggedRequest } from '../../cli/rehearse/load/request-log.ts';
import { type EndedAttempt, releaseReport } from '../../cli/rehearse/report/release-report.ts';
import { served } from '../../cli/rehearse/report/served.ts';
import type { Sighting } from '../../cli/rehearse/sighting.ts';

const [blue, green] = ['arn:blue', 'arn:green'];
/** Emulated time: second `s` of the story, which ends after 200. */
const at = (s: number): number => Date.UTC(2026, 10, 23, 9) + s * 1_000;

const request = (s: number, answeredBy: string, more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  ...{ startMs: s * 10, endMs: s * 10 + 4, status: 200, answeredBy, routedAt: at(s) },
  ...more,
});
const maintenance = (s: number) => request(s, '', { status: 503, isMaintenance: true });
const ofCohort = (s: number, answeredBy: string) => request(s, answeredBy, { isCohort: true });

const toCohort = (s: number, candidate: number): Sighting => {
  const weights = { [blue]: 100 - candidate, [green]: candidate };
  return { kind: 'weightsSet', at: at(s), change: { at: at(s), by: 'f', weights, audience: 'cohort' } };
};

const attempt: Attempt = {
  ...{ startedBy: 'push', service: 'orders', tag: '2.0.0', begunAt: at(0), begunRealMs: 1_000 },
  ...{ stable: 'blue', stableTag: '1.0.0' },
};
const ends = (ending: AttemptResult['ending']): AttemptResult => ({
  ending,
  because: 'so',
  at: at(200),
  realMs: 9_000,
});

interface Seen {
  readonly ended?: Partial<EndedAttempt>;
  readonly release?: Partial<NonNullable<EndedAttempt['release']>>;
  readonly sightings?: readonly Sighting[];
  readonly losses?: readonly NodeLoss[];
}
function report(ending: AttemptResult['ending'], log: readonly LoggedRequest[], seen: Seen = {}) {
  const { ended = {}, release = {}, sightings = [], losses = [] } = seen;
  return releaseReport(
    {
      ...{ attempt, result: ends(ending), execution: undefined, stableVersion: '1.0.0', candidateGroup: green },
      ...{ stateChecks: [], calls: [] },
      release: { epoch: 1, from: '1.0.0', strategy: 'any', way: 'weights', ...release },
      ...ended,
    },
    {
      ...{ sightings, settleMs: 5_000, killedPodsAt: [], overlaps: () => false },
      requests: served(log, (answeredBy) => answeredBy, losses),
    },
  );
}
const broken = (...args: Parameters<typeof report>): string[] =>
  report(...args)
    .checks.filter(({ holds }) => !holds)
    .map(({ claim }) => claim);

describe('a version that took the place of the old one', () => {
  const inPlace = { release: { way: 'inPlace' as const } };
  const rollout = [request(10, '1.0.0'), request(50, '2.0.0'), request(55, '1.0.0'), request(150, '2.0.0')];

  it('holds when both answered meanwhile and only the new one in the last minute', () => {
    expect(broken('released', rollout, inPlace)).toEqual([]);
  });

  it.each([
    ['the old one still answers at the end', request(160, '1.0.0'), 'only 2.0.0 answers at the end'],
    ['a third one answers', request(20, '0.9.0'), 'nobody but 1.0.0 and 2.0.0 answers'],
    ['a request fails', request(20, '2.0.0', { status: 500 }), 'no request fails'],
  ])('does not hold when %s', (_what, odd, claim) => {
    expect(broken('released', [...rollout, odd], inPlace)).toContain(claim);
  });

  it('was gone when only the old one answers in the last minute, and says how many users it met', () => {
    const back = [request(10, '1.0.0'), request(50, '2.0.0', { status: 500 }), request(150, '1.0.0')];
    expect(broken('rolled-back', back, inPlace)).toEqual([]);
    expect(report('rolled-back', back, inPlace).exposed).toBe(1);
    expect(broken('rolled-back', rollout, inPlace)).toEqual(['only 1.0.0 answers at the end']);
  });
});

describe('an A/B test', () => {
  const trial = { sightings: [toCohort(20, 100), toCohort(120, 0)] };
  const log = [request(10, '1.0.0'), ofCohort(60, '2.0.0'), request(60, '1.0.0'), ofCohort(150, '1.0.0')];

  it('holds when the cohort, and nobody else, met the new version and left it', () => {
    expect(broken('withdrawn', log, trial)).toEqual([]);
  });

  it('does not hold when somebody else met it, or nobody did', () => {
    const claim = 'only users of the cohort reach 2.0.0, and they do';
    expect(broken('withdrawn', [...log, request(70, '2.0.0')], trial)).toEqual([claim]);
    expect(broken('withdrawn', [request(10, '1.0.0'), request(150, '1.0.0')], trial)).toEqual([claim]);
  });

  it('that went back holds when the cohort was sent back too', () => {
    expect(broken('rolled-back', log, trial)).toEqual([]);
    expect(broken('rolled-back', [...log, ofCohort(130, '2.0.0')], trial)).toEqual([
      'no new request reaches 2.0.0 after the way back (and 5 s to settle)',
    ]);
  });
});

describe('a raised flag', () => {
  const raised = { ended: { attempt: { ...attempt, tag: 'flag.fast' } }, release: { way: 'flag' as const } };

  it('is told by what the program calls its path', () => {
    const log = [request(10, '1.0.0'), request(60, '1.0.0+fast'), request(150, '1.0.0+fast')];
    expect(broken('released', log, raised)).toEqual([]);
    expect(broken('released', [...log, request(151, '1.0.0')], raised)).toEqual(['only 1.0.0+fast answers at the end']);
  });
});

describe('maintenance answers', () => {
  const closed = [request(10, '1.0.0'), maintenance(30), maintenance(80), request(150, '2.0.0')];
  const announcing = (downtimeSeconds: number): Seen => ({
    ended: { attempt: { ...attempt, expectation: { kind: 'expect', ending: 'released', downtime: 'within' } } },
    release: { way: 'inPlace', downtimeSeconds },
  });

  it('are no failures, but downtime', () => {
    expect(report('released', closed, announcing(50))).toMatchObject({
      ...{ maintenance: 2, downtime: { announcedSeconds: 50, measuredSeconds: 50 } },
      requests: [
        { version: '1.0.0', failed: 0 },
        { version: '2.0.0', failed: 0 },
      ],
    });
    expect(broken('released', closed, announcing(50))).toEqual([]);
  });

  it.each([
    [42, []],
    [62, []],
    [41, ['users get the maintenance answer for as long as the plan said, within 20 %']],
    [63, ['users get the maintenance answer for as long as the plan said, within 20 %']],
  ])('for 50 s are held against an announcement of %i s', (announced, wrong) => {
    expect(broken('released', closed, announcing(announced))).toEqual(wrong);
  });
});

describe('a lost node', () => {
  const losses = [{ node: 'ip-10-0-16-10', at: at(60), addresses: ['10.0.16.11'] }];
  const failing = (s: number, target: string) => request(s, '', { status: 502, target });
  const count = (lost: LoggedRequest) => {
    const { lostWithNode, requests } = report('released', [request(10, '1.0.0'), lost], { losses });
    return [lostWithNode, requests.reduce((sum, { failed }) => sum + failed, 0)];
  };

  it('excuses requests that were sent to its pods, and no others', () => {
    expect(count(failing(70, '10.0.16.11:8080'))).toEqual([1, 0]);
    expect(count(failing(70, '10.0.32.11:8080'))).toEqual([0, 1]);
    expect(count(failing(50, '10.0.16.11:8080'))).toEqual([0, 1]);
    expect(count(request(70, '', { status: 503 }))).toEqual([0, 1]);
  });
});

describe('an expectation of failures', () => {
  const atMost = (failedRequests: number): Seen => ({
    ended: { attempt: { ...attempt, expectation: { kind: 'expect', ending: 'rolled-back', failedRequests } } },
    release: { way: 'inPlace' },
  });
  const log = [request(50, '2.0.0', { status: 500 }), request(150, '1.0.0')];

  it('is a limit', () => {
    expect(broken('rolled-back', log, atMost(1))).toEqual([]);
    expect(broken('rolled-back', log, atMost(0))).toEqual(['not one request fails']);
  });
});
