import { describe, expect, it, jest } from '@jest/globals';
import { splitFor } from '../../src/domain/split.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { onExecutionEnded } from '../../src/release/on-execution-ended.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../../src/release/roll-back-on-alarm.ts';
import { byAction, byTopic } from '../support/alarm-events.ts';
import { recordWith, release, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const envelope = { id: '1', account: '123456789012', region: 'eu-west-1', time: '2026-11-23T10:10:00Z', resources: [] };
const fired = (alarmName: string, timestamp = '2026-11-23T10:10:00.000+0000') => ({
  ...envelope,
  source: 'aws.cloudwatch' as const,
  'detail-type': 'CloudWatch Alarm State Change' as const,
  detail: { alarmName, state: { value: 'ALARM' as const, reason: 'Threshold Crossed', timestamp } },
});
const ended = (name: string, input: string | null, status: 'ABORTED' | 'FAILED' = 'ABORTED') => ({
  ...envelope,
  source: 'aws.states' as const,
  'detail-type': 'Step Functions Execution Status Change' as const,
  detail: { executionArn: `arn:${name}`, stateMachineArn: 'arn:release', name, status, input },
});

const at25 = (changes: Parameters<typeof recordWith>[0] = {}) => {
  const memory = worldInMemory(recordWith(changes));
  memory.world.split = { ...splitFor(site, 25), sticky: false };
  memory.world.flags = { 'loyalty-points': { enabled: true } };
  const ports = { ...memory.ports, afterwards: async () => afterwards(memory.ports) };
  return { ...memory, ports };
};

describe('an alarm', () => {
  it('has users back in two calls when its name tells the service', async () => {
    const name = 'tidegate--orders--5xx';
    const { calls, world, ports } = at25({ guards: [name] });
    await rollBackOnAlarm(fired(name), ports);
    expect(calls.slice(0, 2)).toEqual(['ledger.abort', 'traffic.set']);
    expect(world.split).toEqual({ ...splitFor(site, 0), sticky: false });
  });

  it('has users back in three calls when the service must be looked up', async () => {
    const { calls, ports } = at25();
    await rollBackOnAlarm(fired('orders-5xx'), ports);
    expect(calls.slice(0, 3)).toEqual(['guards.servicesOf', 'ledger.abort', 'traffic.set']);
  });

  it('loads everything else only when users are safe', async () => {
    const { calls, ports } = at25();
    const loadRest = jest.fn(async () => {
      expect(calls).toContain('traffic.set');
      return { finish: async () => {} };
    });
    await rollBackOnAlarm(fired('orders-5xx'), { ...ports, afterwards: loadRest });
    expect(loadRest).toHaveBeenCalledTimes(1);
  });

  it('gives the flags back and says why', async () => {
    const { world, ports } = at25();
    const { because, rolledBack } = await rollBackOnAlarm(fired('orders-5xx'), ports);
    expect(rolledBack).toEqual(['orders']);
    expect(because).toBe('alarm orders-5xx fired: Threshold Crossed');
    expect(world.flags['loyalty-points']).toEqual({ enabled: false });
    expect(world.announced.map((news) => news.type)).toEqual(['Release Rollback Begun']);
  });

  it.each([
    ['there is no release', { status: 'free' }, fired('orders-5xx')],
    ['it does not guard this release', { guards: ['other'] }, fired('orders-5xx')],
    ['it fired before the release was admitted', {}, fired('orders-5xx', '2026-11-23T09:59:59.000+0000')],
    ['the release settles already', { status: 'settling' }, fired('orders-5xx')],
    ['the point of no return is past', { status: 'retiring' }, fired('orders-5xx')],
  ] as const)('does nothing when %s', async (_, changes, event) => {
    const { calls, ports } = at25(changes as Parameters<typeof recordWith>[0]);
    expect((await rollBackOnAlarm(event, ports)).rolledBack).toEqual([]);
    expect(calls).not.toContain('traffic.set');
  });

  it('that comes twice ends the same', async () => {
    const { world, ports } = at25();
    await rollBackOnAlarm(fired('orders-5xx'), ports);
    const once = structuredClone({ record: world.record, split: world.split, flags: world.flags });
    await rollBackOnAlarm(fired('orders-5xx'), ports);
    expect({ record: world.record, split: world.split, flags: world.flags }).toEqual(once);
  });

  it.each([
    ['its own action', () => byAction('orders-5xx', 'ALARM')],
    ['a topic', () => byTopic({ name: 'orders-5xx', state: 'ALARM' })],
  ])('ends the same by %s as by the rule, also when both come', async (_, byOtherRoad) => {
    const [ruled, other] = [at25(), at25()];
    const answer = await rollBackOnAlarm(fired('orders-5xx'), ruled.ports);
    expect(await rollBackOnAlarm(byOtherRoad(), other.ports)).toEqual(answer);
    await rollBackOnAlarm(fired('orders-5xx'), other.ports);
    const ended = ({ world: { record, split, flags } }: typeof ruled) => ({ record, split, flags });
    expect(ended(other)).toEqual(ended(ruled));
  });

  it('that is told late still sends back the release that it was about', async () => {
    const { world, ports } = at25();
    await rollBackOnAlarm(byTopic({ name: 'orders-5xx', state: 'ALARM', at: '2026-11-23T10:00:00.001+0000' }), ports);
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
  });

  it('that is over does nothing, by any road', async () => {
    for (const event of [byAction('orders-5xx', 'OK'), byTopic({ name: 'orders-5xx', state: 'INSUFFICIENT_DATA' })]) {
      const { calls, ports } = at25();
      expect((await rollBackOnAlarm(event, ports)).because).toMatch(/^alarm orders-5xx is (OK|INSUFFICIENT_DATA)$/);
      expect(calls).toEqual([]);
    }
  });

  it('sends one service back even if another one fails', async () => {
    const { world, ports } = at25();
    const guards = { servicesOf: async () => ['broken', 'orders'] };
    const ledger = {
      ...ports.ledger,
      abort: (service: string, cause: Parameters<typeof ports.ledger.abort>[1]) =>
        service === 'broken' ? Promise.reject(new Error('unreadable')) : ports.ledger.abort(service, cause),
    };
    await expect(rollBackOnAlarm(fired('orders-5xx'), { ...ports, guards, ledger })).rejects.toThrow('unreadable');
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
  });
});

describe("the machine's own rollback", () => {
  const turn = { release, because: 'smoke test failed', error: {} };

  it('says what it found when there was nothing to abort', async () => {
    expect(await rollBackTurn(turn, at25({ status: 'retiring' }).ports)).toEqual({ state: 'pastReturn' });
    expect(await rollBackTurn(turn, at25({ status: 'settling' }).ports)).toEqual({ state: 'undone' });
    expect(await rollBackTurn(turn, at25({ epoch: 8 }).ports)).toEqual({ state: 'stale' });
  });

  it('sends nobody anywhere for a redriven release of last week', async () => {
    const { calls, ports } = at25({ epoch: 8 });
    await rollBackTurn(turn, ports);
    expect(calls).not.toContain('traffic.set');
  });

  it('keeps the first cause, and reads a function error as a sentence', async () => {
    const { world, ports } = at25();
    const Cause = JSON.stringify({ errorType: 'NotConverged', errorMessage: 'weights differ', trace: [] });
    await rollBackTurn({ ...turn, error: { Error: 'NotConverged', Cause } }, ports);
    await rollBackTurn({ ...turn, because: 'later' }, ports);
    expect(world.record?.abortedBecause).toBe('NotConverged: weights differ');
  });
});

describe('an execution that died', () => {
  const input = JSON.stringify({ service: 'orders', tag: '2.0.0' });
  const { holder } = recordWith();

  it('sends users back at once and starts one recovery, however often its end is told', async () => {
    const { world, ports } = at25();
    await onExecutionEnded(ended(holder, input), ports);
    await onExecutionEnded(ended(holder, input), ports);
    expect(world.split.weights).toEqual(splitFor(site, 0).weights);
    expect([...world.executions.keys()]).toEqual(['recover-orders-7-1']);
    expect(world.executions.get('recover-orders-7-1')).toMatchObject({ recover: release, retire: { kind: 'retire' } });
  });

  it('is recovered again when the recovery dies too', async () => {
    const { world, ports } = at25({ status: 'aborting' });
    const recovery = JSON.stringify({ recover: release, because: 'x', retire: { kind: 'retire', drainSeconds: 300 } });
    await onExecutionEnded(ended('recover-orders-7-1', recovery, 'FAILED'), ports);
    expect([...world.executions.keys()]).toEqual(['recover-orders-7-2']);
  });

  it('after the point of no return leaves users where they are and goes on forward', async () => {
    const { world, calls, ports } = at25({ status: 'retiring' });
    await onExecutionEnded(ended(holder, input), ports);
    expect(calls).not.toContain('traffic.set');
    expect([...world.executions.keys()]).toEqual(['recover-orders-7-1']);
  });

  it.each([
    ['its release is over', { status: 'free' }, input],
    ['another execution holds the lock', { holder: 'another' }, input],
    ['it is quarantined already', { status: 'quarantined' }, input],
    ['its input was no release at all', {}, '"hello"'],
    ['its input is not JSON', {}, '{'],
    ['its input was too large to be told', {}, null],
  ] as const)('is left alone when %s', async (_, changes, told) => {
    const { calls, world, ports } = at25(changes as Parameters<typeof recordWith>[0]);
    expect((await onExecutionEnded(ended(holder, told), ports)).outcome).toBe('ignored');
    expect(calls).not.toContain('traffic.set');
    expect(world.executions.size).toBe(0);
  });
});
