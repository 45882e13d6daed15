import { describe, expect, it } from '@jest/globals';
import { type Attempt, executionOf, resultOf, turnOf } from '../../cli/rehearse/attempt.ts';
import type { ExecutionFacts } from '../../cli/rehearse/sighting.ts';

const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  startedBy: 'push',
  service: 'orders',
  tag: '2.0.0',
  begunAt: 10_000,
  begunRealMs: 0,
  stable: 'blue',
  stableTag: '1.0.0',
  ...more,
});

const execution = (arn: string, more: Partial<ExecutionFacts> = {}): ExecutionFacts => ({
  machine: 'release',
  arn,
  name: arn,
  input: { service: 'orders', tag: '2.0.0' },
  startedAt: 11_000,
  transitions: 0,
  end: undefined,
  ...more,
});

const failed = (error: string, at = 20_000) => ({ at, status: 'FAILED', error, because: `it was ${error}` });

describe('the execution of an attempt', () => {
  it('is the first of its service and tag since the push', () => {
    const executions = [
      execution('before', { startedAt: 5_000 }),
      execution('other tag', { input: { service: 'orders', tag: '3.0.0' } }),
      execution('other service', { input: { service: 'carts', tag: '2.0.0' } }),
      execution('ours'),
      execution('later', { startedAt: 12_000 }),
    ];
    expect(executionOf(attempt(), executions, [])?.arn).toBe('ours');
  });

  it('is not one that another attempt has', () => {
    const first = attempt({ execution: 'first' });
    expect(executionOf(attempt(), [execution('first'), execution('second')], [first])?.arn).toBe('second');
  });
});

describe('the turn of a request that waits', () => {
  const result = { ending: 'queued' as const, because: 'it waits', at: 20_000, realMs: 0 };
  const waiting = attempt({ execution: 'ours', result });
  const turn = (arn: string, tag = '2.0.0', startedAt = 30_000) =>
    execution(arn, { name: `orders-${tag}-after-1`, input: { service: 'orders', tag }, startedAt });

  it('is the first execution after the release that it waited for', () => {
    const others = [
      execution('ours'),
      execution('another push', { startedAt: 25_000 }),
      { ...turn('other service'), input: { service: 'carts', tag: '2.0.0' } },
      turn('an earlier turn', '2.0.0', 15_000),
    ];
    expect(turnOf(waiting, others, [waiting])).toBeUndefined();
    expect(turnOf(waiting, [...others, turn('its turn')], [waiting])?.arn).toBe('its turn');
  });

  it('is given to the one that came in its place', () => {
    expect(turnOf(waiting, [turn('fallback', '1.0.0')], [waiting])?.input['tag']).toBe('1.0.0');
  });

  it('is had once', () => {
    const next = attempt({ startedBy: 'queue', execution: 'its turn' });
    expect(turnOf(waiting, [turn('its turn')], [waiting, next])).toBeUndefined();
  });
});

describe('how an attempt ended', () => {
  const resultWith = (end: ExecutionFacts['end'], others: ExecutionFacts[] = []) =>
    resultOf(attempt({ execution: 'ours' }), [execution('ours', { end }), ...others], 30_000);

  it.each([
    ['released', { at: 20_000, status: 'SUCCEEDED', error: undefined, because: 'done' }],
    ['queued', { at: 20_000, status: 'SUCCEEDED', error: undefined, queued: true, because: '2.0.0 waits' }],
    ['rolled-back', failed('RolledBack')],
    ['refused', failed('Refused')],
    ['refused', failed('NotAdmitted')],
    ['quarantined', failed('Quarantined')],
  ])('is %s after an execution that ended so', (ending, end) => {
    expect(resultWith(end)).toMatchObject({ ending, at: 20_000, because: end.because });
  });

  it('is open while the execution runs', () => {
    expect(resultWith(undefined)).toBeUndefined();
  });

  it('is that of the execution that took over from one that died', () => {
    const input = { recover: { service: 'orders', epoch: 1 } };
    const recovery = execution('recovery', { input, startedAt: 21_000, end: failed('RolledBack', 40_000) });
    expect(resultWith(failed('States.Runtime'), [recovery])).toMatchObject({ ending: 'rolled-back', at: 40_000 });
    expect(resultWith({ at: 20_000, status: 'ABORTED', error: undefined, because: 'stopped' })).toBeUndefined();
  });

  it('is ignored when two minutes after a push nothing runs', () => {
    expect(resultOf(attempt(), [], 129_000)).toBeUndefined();
    expect(resultOf(attempt(), [], 130_000)).toMatchObject({ ending: 'ignored' });
  });
});
