import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlarmReading } from '../../src/contracts/evidence.ts';
import { nextReadinessLookSeconds } from '../../src/domain/slices.ts';
import { judgeDrained, judgeReadiness, judgeUndoDrained, metricDelaySeconds } from '../../src/domain/verdict.ts';

const reading = (alarm: string, state: AlarmReading['state']): AlarmReading => ({ alarm, state, noticeSeconds: 60 });
describe('judging readiness', () => {
  const pods = { wanted: 3, ready: 3, stuck: null };
  const targets = { healthy: 3, registered: 3 };
  const now = '2026-11-23T10:00:10.000Z';
  const at = { elapsedSeconds: 10, withinSeconds: 30, now };

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
    expect(
      judgeReadiness({ pods: { ...pods, ready: 1 }, targets, elapsedSeconds: 30, withinSeconds: 30, now }).kind,
    ).toBe('rollBack');
  });

  it('gives the load balancer longer than the pods, but not for ever', () => {
    const slow = { healthy: 0, registered: 3 };
    expect(judgeReadiness({ pods, targets: slow, elapsedSeconds: 60, withinSeconds: 30, now }).kind).toBe('hold');
    expect(judgeReadiness({ pods, targets: slow, elapsedSeconds: 150, withinSeconds: 30, now }).kind).toBe('rollBack');
  });

  const crashed = (restarts: number, lastAt: string | null) => ({
    ...pods,
    restarted: [{ pod: 'orders-1', restarts, lastAt, how: 'container app ended with exit code 1' }],
  });

  it('rolls back when a pod comes and goes, also while it is ready', () => {
    const judged = judgeReadiness({ pods: crashed(3, '2026-11-23T10:00:00.000Z'), targets, ...at });
    expect(judged.kind).toBe('rollBack');
    expect(judgeReadiness({ pods: crashed(2, '2026-11-23T10:00:00.000Z'), targets, ...at }).kind).toBe('hold');
    expect(judged.because).toContain('pod orders-1 ended 3 times: container app ended with exit code 1');
  });

  it('forgives crashes once the pod has run for two minutes', () => {
    const steady = { targets, ...at, elapsedSeconds: 130, now: '2026-11-23T10:02:10.000Z' };
    expect(judgeReadiness({ pods: crashed(1, '2026-11-23T10:00:00.000Z'), targets, ...at })).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('must run 120 s'),
    });
    expect(judgeReadiness({ pods: crashed(1, null), targets, ...at }).kind).toBe('hold');
    expect(judgeReadiness({ ...steady, pods: crashed(1, '2026-11-23T10:00:11.000Z') }).kind).toBe('hold');
    expect(judgeReadiness({ ...steady, pods: crashed(1, '2026-11-23T10:00:10.000Z') }).kind).toBe('advance');
  });

  it('leaves what is not ready to the readiness budget', () => {
    const unready = { ...crashed(3, null), ready: 2 };
    expect(judgeReadiness({ ...at, targets, pods: unready }).kind).toBe('hold');
    expect(judgeReadiness({ ...at, targets, pods: unready, elapsedSeconds: 30 }).kind).toBe('rollBack');
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
