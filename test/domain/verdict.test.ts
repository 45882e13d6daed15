import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextReadinessLookSeconds } from '../../src/domain/slices.ts';
import {
  type BakeEvidence,
  judgeBake,
  judgeDrained,
  judgeReadiness,
  judgeUndoDrained,
  metricDelaySeconds,
} from '../../src/domain/verdict.ts';
import type { AlarmReading } from '../../src/contracts/evidence.ts';

const reading = (alarm: string, state: AlarmReading['state']): AlarmReading => ({ alarm, state, noticeSeconds: 60 });
const baked: BakeEvidence = {
  alarms: [reading('5xx', 'ok')],
  weightsAgree: true,
  targets: { healthy: 3, registered: 3 },
  targetsNeeded: 1,
  requests: 500,
  wasClosed: false,
  weight: 25,
  bakeSeconds: 300,
  elapsedSeconds: 300,
  minimumRequests: 20,
  patienceSeconds: 3600,
  promotedBecause: null,
};

const anyState = fc.constantFrom<AlarmReading['state']>('ok', 'firing', 'silent', 'missing');
const anyReadings = fc.array(
  fc.record({ alarm: fc.string({ minLength: 1 }), state: anyState, noticeSeconds: fc.constant(60) }),
  { minLength: 1 },
);

describe('judging a bake', () => {
  it('advances when the bake is over, enough users came and no alarm fires', () => {
    expect(judgeBake(baked)).toEqual({ kind: 'advance', because: '500 requests in 300 s at 25 % and no alarm fires' });
  });

  it('rolls back on one firing alarm, whatever the others say', () => {
    fc.assert(
      fc.property(anyReadings, fc.nat(2000), fc.nat(7200), (others, requests, elapsedSeconds) => {
        const alarms = [...others, reading('5xx', 'firing')];
        expect(judgeBake({ ...baked, alarms, requests, elapsedSeconds }).kind).toBe('rollBack');
      }),
    );
  });

  it('never advances on silence, on a deleted alarm, or on too few requests', () => {
    expect(judgeBake({ ...baked, alarms: [reading('5xx', 'silent')] }).kind).toBe('hold');
    expect(judgeBake({ ...baked, alarms: [reading('5xx', 'missing')] }).kind).toBe('hold');
    expect(judgeBake({ ...baked, requests: 19 })).toMatchObject({
      kind: 'hold',
      because: 'too few requests to judge: 19 of 20',
    });
  });

  it('advances only with every alarm ok, the whole bake and enough requests', () => {
    fc.assert(
      fc.property(anyReadings, fc.nat(60), fc.nat(600), (alarms, requests, elapsedSeconds) => {
        if (judgeBake({ ...baked, alarms, requests, elapsedSeconds }).kind !== 'advance') return;
        expect(alarms.every((alarm) => alarm.state === 'ok')).toBe(true);
        expect(requests).toBeGreaterThanOrEqual(20);
        expect(elapsedSeconds).toBeGreaterThanOrEqual(300);
      }),
    );
  });

  it('does not depend on the order of the readings', () => {
    fc.assert(
      fc.property(anyReadings, (alarms) => {
        expect(judgeBake({ ...baked, alarms })).toEqual(judgeBake({ ...baked, alarms: [...alarms].reverse() }));
      }),
    );
  });

  it('rolls back when somebody else changed the weights', () => {
    expect(judgeBake({ ...baked, weightsAgree: false }).kind).toBe('rollBack');
  });

  it('rolls back when no healthy target carries the users', () => {
    expect(judgeBake({ ...baked, targets: { healthy: 0, registered: 3 } }).kind).toBe('rollBack');
  });

  it('gives a load balancer that was closed the time to check its targets anew, and no more', () => {
    const opened = { ...baked, wasClosed: true, targets: { healthy: 0, registered: 3, initial: 3 } };
    expect(judgeBake({ ...opened, elapsedSeconds: 10 }).kind).toBe('hold');
    expect(judgeBake({ ...opened, elapsedSeconds: 120 }).kind).toBe('rollBack');
    expect(judgeBake({ ...opened, wasClosed: false, elapsedSeconds: 10 }).kind).toBe('rollBack');
    const unhealthy = { ...opened, targets: { healthy: 0, registered: 3 }, elapsedSeconds: 10 };
    expect(judgeBake(unhealthy).kind).toBe('rollBack');
  });

  it('holds while fewer targets are healthy than carry the share, and says so', () => {
    const weak = { ...baked, targets: { healthy: 1, registered: 3 }, targetsNeeded: 2 };
    expect(judgeBake(weak)).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('capacity was lost: 1 of 2'),
    });
  });

  it('gives up a release that was held for longer than its patience', () => {
    expect(judgeBake({ ...baked, requests: 0, elapsedSeconds: 3900 })).toMatchObject({
      kind: 'rollBack',
      because: 'held for longer than 3600 s: too few requests to judge: 0 of 20',
    });
  });

  describe('that an operator ended', () => {
    const promoted = { ...baked, promotedBecause: 'marketing waits', elapsedSeconds: 10, requests: 0 };

    it('advances at once and says on whose word', () => {
      expect(judgeBake(promoted)).toEqual({ kind: 'advance', because: 'promoted by an operator: marketing waits' });
      expect(judgeBake({ ...promoted, alarms: [reading('5xx', 'silent')] }).kind).toBe('advance');
    });

    it('still rolls back on an alarm, on weights of somebody else, and when nobody carries the users', () => {
      expect(judgeBake({ ...promoted, alarms: [reading('5xx', 'firing')] }).kind).toBe('rollBack');
      expect(judgeBake({ ...promoted, weightsAgree: false }).kind).toBe('rollBack');
      expect(judgeBake({ ...promoted, targets: { healthy: 0, registered: 3 } }).kind).toBe('rollBack');
    });
  });

  it('never looks again past the end of the bake', () => {
    fc.assert(
      fc.property(fc.nat(299), (elapsedSeconds) => {
        const verdict = judgeBake({ ...baked, elapsedSeconds });
        expect(verdict.kind).toBe('hold');
        if (verdict.kind === 'hold') expect(elapsedSeconds + verdict.lookAgainSeconds).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe('judging readiness', () => {
  const pods = { wanted: 3, ready: 3, stuck: null };
  const targets = { healthy: 3, registered: 3 };
  const at = { elapsedSeconds: 10, withinSeconds: 30 };

  it('wants every pod ready and as many healthy targets', () => {
    expect(judgeReadiness({ pods, targets, ...at }).kind).toBe('advance');
    expect(judgeReadiness({ pods, targets: { healthy: 2, registered: 3 }, ...at }).kind).toBe('hold');
    expect(judgeReadiness({ pods: { ...pods, ready: 2 }, targets, ...at }).kind).toBe('hold');
  });

  it('is the word of the cluster alone while no rule leads to the targets', () => {
    const unused = { healthy: 0, registered: 3, unused: 3 };
    expect(judgeReadiness({ pods, targets: unused, ...at }).kind).toBe('advance');
    expect(judgeReadiness({ pods, targets: { ...unused, unused: 2 }, ...at }).kind).toBe('hold');
    expect(judgeReadiness({ pods: { ...pods, ready: 2 }, targets: unused, ...at }).kind).toBe('hold');
  });

  it('rolls back at once when a pod can never get ready, and says why', () => {
    const stuck = 'pod orders-1: CrashLoopBackOff';
    expect(judgeReadiness({ pods: { ...pods, ready: 0, stuck }, targets, ...at })).toMatchObject({
      kind: 'rollBack',
      because: `the candidate can't get ready: ${stuck}`,
    });
  });

  it('rolls back when the readiness budget is used up', () => {
    expect(judgeReadiness({ pods: { ...pods, ready: 1 }, targets, elapsedSeconds: 30, withinSeconds: 30 }).kind).toBe(
      'rollBack',
    );
  });

  it('gives the load balancer longer than the pods, but not for ever', () => {
    const slow = { healthy: 0, registered: 3 };
    expect(judgeReadiness({ pods, targets: slow, elapsedSeconds: 60, withinSeconds: 30 }).kind).toBe('hold');
    expect(judgeReadiness({ pods, targets: slow, elapsedSeconds: 150, withinSeconds: 30 }).kind).toBe('rollBack');
  });

  it('never calls a candidate without pods ready', () => {
    expect(judgeReadiness({ pods: { wanted: 0, ready: 0, stuck: null }, targets, ...at }).kind).not.toBe('advance');
  });
});

describe('looking for readiness', () => {
  it('happens every three seconds at first, then ever more seldom, up to every fifteen', () => {
    expect([0, 6, 12, 20, 40, 60, 600].map(nextReadinessLookSeconds)).toEqual([3, 3, 3, 5, 10, 15, 15]);
  });
});

describe('judging whether the old version has drained', () => {
  const quiet = {
    alarms: [],
    weightsAgree: true,
    requests: 0,
    drainSeconds: 300,
    elapsedSeconds: 300 + metricDelaySeconds,
    patienceSeconds: 3600,
  };

  it('takes no requests for a whole drain period as proof, not time alone', () => {
    expect(judgeDrained(quiet).kind).toBe('advance');
    expect(judgeDrained({ ...quiet, requests: 1 }).kind).toBe('hold');
    expect(judgeDrained({ ...quiet, elapsedSeconds: 300 }).kind).toBe('hold');
  });

  it('swings back on an alarm as long as the old version is warm', () => {
    expect(judgeDrained({ ...quiet, alarms: [reading('5xx', 'firing')] }).kind).toBe('rollBack');
  });

  it('never retires anything while not everybody is on the new version, however quiet and late it is', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(99_999), (requests, elapsedSeconds) => {
        expect(judgeDrained({ ...quiet, weightsAgree: false, requests, elapsedSeconds }).kind).toBe('rollBack');
      }),
    );
  });

  it('never retires a version that still gets requests, however long it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(99_999), (requests, elapsedSeconds) => {
        expect(judgeDrained({ ...quiet, requests, elapsedSeconds }).kind).not.toBe('advance');
      }),
    );
  });

  it('takes a candidate away after a rollback only when requests have stopped, or after two drain periods', () => {
    const evidence = { requests: 5, drainSeconds: 300, elapsedSeconds: metricDelaySeconds };
    expect(judgeUndoDrained(evidence).kind).toBe('hold');
    expect(judgeUndoDrained({ ...evidence, requests: 0 }).kind).toBe('advance');
    expect(judgeUndoDrained({ ...evidence, elapsedSeconds: metricDelaySeconds + 600 }).kind).toBe('advance');
  });
});
