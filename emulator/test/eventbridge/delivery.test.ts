import { describe, expect, it } from '@jest/globals';
import type { RuleDefinition } from '../../src/eventbridge/definition.ts';
import { createEventBridge } from '../../src/eventbridge/service.ts';
import { ServiceError } from '../../src/service.ts';
import { testPlace } from '../support/place.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:on-image-pushed';
const machineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:release';
const pushed = { source: 'aws.ecr', detailType: 'ECR Image Action', detail: { 'repository-name': 'orders' } };
const onPush: RuleDefinition = {
  name: 'on-push',
  pattern: { source: ['aws.ecr'] },
  targets: [{ id: 'function', arn: functionArn }],
};

interface Delivery {
  readonly at: number;
  readonly to: string;
  readonly input: unknown;
}

/** A bus whose targets note what reaches them; `fail` decides what a function's queue answers. */
function createBus(seed = 1, fail: (delivery: number) => Error | undefined = () => undefined) {
  const place = testPlace(seed);
  const delivered: Delivery[] = [];
  let tries = 0;
  const note = (to: string, input: unknown) => {
    tries += 1;
    const error = fail(tries);
    if (error) throw error;
    delivered.push({ at: place.clock.now(), to, input });
  };
  const bus = createEventBridge(place, {
    functions: {
      invoke: async (to, input, kind) => {
        note(`${kind} ${to}`, input);
        return {};
      },
    },
    machines: {
      start: (to, input, name) => {
        note(`${to} ${name}`, input);
        return `${to}:${name}`;
      },
    },
  });
  return { ...bus, place, delivered, tries: () => tries };
}

function allowed(bus: ReturnType<typeof createBus>) {
  bus.allow({ functionName: 'on-image-pushed', principal: 'events.amazonaws.com' });
  return bus;
}

describe('delivery', () => {
  it('comes later, never within the call that published', async () => {
    const bus = allowed(createBus());
    bus.putRule(onPush);
    bus.events.publish(pushed);
    expect(bus.delivered).toEqual([]);
    await bus.place.clock.advance(400);
    expect(bus.delivered).toHaveLength(1);
  });

  it('wraps the event as AWS does, time in whole seconds', async () => {
    const bus = allowed(createBus());
    bus.putRule(onPush);
    bus.events.publish({ ...pushed, resources: ['arn:aws:x'] });
    await bus.place.clock.advance(400);
    expect(bus.delivered[0]).toMatchObject({ to: `event ${functionArn}` });
    expect(bus.delivered[0]?.input).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      'detail-type': 'ECR Image Action',
      source: 'aws.ecr',
      account: '123456789012',
      time: '2026-01-05T09:00:00Z',
      region: 'eu-west-1',
      resources: ['arn:aws:x'],
      detail: { 'repository-name': 'orders' },
    });
  });

  it('gives some events twice and lets events overtake each other, the same way for the same seed', async () => {
    const run = async () => {
      const bus = allowed(createBus(7));
      bus.putRule(onPush);
      for (let number = 0; number < 100; number += 1) bus.events.publish({ ...pushed, detail: { number } });
      await bus.place.clock.advance(1_000);
      return bus.delivered.map(({ input }) => (input as { detail: { number: number } }).detail.number);
    };
    const numbers = await run();
    expect(new Set(numbers).size).toBe(100);
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.length).toBeLessThan(120);
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
    expect(await run()).toEqual(numbers);
  });

  it('leaves disabled rules and events that do not match alone', async () => {
    const bus = allowed(createBus());
    bus.putRule({ ...onPush, state: 'DISABLED' });
    bus.putRule({ ...onPush, name: 'other', pattern: { source: ['aws.cloudwatch'] } });
    bus.events.publish(pushed);
    await bus.place.clock.advance(1_000);
    expect(bus.delivered).toEqual([]);
  });

  it('starts a state machine under a name of its own for each delivery', async () => {
    const bus = createBus();
    bus.putRule({
      ...onPush,
      targets: [{ id: 'machine', arn: machineArn, roleArn: 'arn:aws:iam::1:role/r', input: '{"a":1}' }],
    });
    bus.events.publish(pushed);
    bus.events.publish(pushed);
    await bus.place.clock.advance(1_000);
    expect(bus.delivered.map(({ input }) => input)).toEqual([{ a: 1 }, { a: 1 }]);
    expect(new Set(bus.delivered.map(({ to }) => to)).size).toBe(2);
  });
});

describe('a delivery that fails', () => {
  const throttled = new ServiceError('TooManyRequestsException', 'Rate exceeded', 429);

  it('is tried again, with growing pauses, until the target takes it', async () => {
    const bus = allowed(createBus(1, (delivery) => (delivery <= 3 ? throttled : undefined)));
    bus.putRule(onPush);
    bus.events.publish(pushed);
    await bus.place.clock.advance(400);
    expect(bus.delivered).toEqual([]);
    await bus.place.clock.advance(60_000);
    expect(bus.delivered).toHaveLength(1);
    expect(bus.dropped()).toEqual([]);
  });

  it('is dropped with a record after 24 hours', async () => {
    const bus = allowed(createBus(1, () => throttled));
    bus.putRule(onPush);
    bus.events.publish(pushed);
    await bus.place.clock.advance(23 * 3_600_000);
    expect(bus.dropped()).toEqual([]);
    await bus.place.clock.advance(3_600_000);
    const [dropped] = bus.dropped();
    expect(dropped).toMatchObject({
      rule: 'on-push',
      targetId: 'function',
      reason: 'TooManyRequestsException: Rate exceeded',
    });
    expect(dropped?.attempts).toBeLessThanOrEqual(186);
    const tries = bus.tries();
    await bus.place.clock.advance(24 * 3_600_000);
    expect(bus.tries()).toBe(tries);
  });

  it('keeps the retry policy of its target', async () => {
    const bus = allowed(createBus(1, () => throttled));
    bus.putRule({
      ...onPush,
      targets: [{ id: 'function', arn: functionArn, retryPolicy: { maximumRetryAttempts: 2 } }],
    });
    bus.events.publish(pushed);
    await bus.place.clock.advance(3_600_000);
    expect(bus.dropped()).toMatchObject([{ attempts: 3 }]);
  });

  it('is not tried again when the target does not exist', async () => {
    const gone = new ServiceError('ResourceNotFoundException', 'Function not found', 404);
    const bus = allowed(createBus(1, () => gone));
    bus.putRule(onPush);
    bus.events.publish(pushed);
    await bus.place.clock.advance(3_600_000);
    expect(bus.dropped()).toMatchObject([{ attempts: 1 }]);
  });

  it.each([
    ['no permission at all', undefined],
    ['a permission for another service', { principal: 'sns.amazonaws.com' }],
    ['a permission for another rule', { sourceArn: 'arn:aws:events:eu-west-1:123456789012:rule/off-*' }],
  ])('is dropped at once with %s to invoke the function', async (_case, permission) => {
    const bus = createBus();
    if (permission) bus.allow({ functionName: functionArn, principal: 'events.amazonaws.com', ...permission });
    bus.putRule(onPush);
    bus.events.publish(pushed);
    await bus.place.clock.advance(1_000);
    expect(bus.delivered).toEqual([]);
    expect(bus.dropped()).toMatchObject([{ reason: expect.stringContaining('has no AWS::Lambda::Permission') }]);
  });

  it('goes through with a permission whose SourceArn is like the rule', async () => {
    const bus = createBus();
    const sourceArn = 'arn:aws:events:eu-west-1:123456789012:rule/on-*';
    bus.allow({ functionName: functionArn, principal: 'events.amazonaws.com', sourceArn });
    bus.putRule(onPush);
    bus.events.publish(pushed);
    await bus.place.clock.advance(1_000);
    expect(bus.delivered).toHaveLength(1);
  });
});

describe('a schedule', () => {
  const everyFiveMinutes: RuleDefinition = { ...onPush, pattern: undefined, scheduleExpression: 'rate(5 minutes)' };

  it('fires first one period after the rule was put, then every period, until closed', async () => {
    const bus = allowed(createBus());
    const arn = bus.putRule(everyFiveMinutes);
    await bus.place.clock.advance(299_000);
    expect(bus.delivered).toEqual([]);
    await bus.place.clock.advance(302_000);
    expect(bus.delivered.length).toBeGreaterThanOrEqual(2);
    const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [arn], detail: {} };
    expect(bus.delivered[0]?.input).toMatchObject(scheduled);
    const count = bus.delivered.length;
    bus.close();
    await bus.place.clock.advance(3_600_000);
    expect(bus.delivered).toHaveLength(count);
  });

  it('stops when the rule is disabled', async () => {
    const bus = allowed(createBus());
    bus.putRule(everyFiveMinutes);
    bus.putRule({ ...everyFiveMinutes, state: 'DISABLED' });
    await bus.place.clock.advance(3_600_000);
    expect(bus.delivered).toEqual([]);
  });

  it.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'every 5 minutes'])(
    'refuses %s',
    (scheduleExpression) => {
      const put = () => createBus().putRule({ ...everyFiveMinutes, scheduleExpression });
      expect(put).toThrow(expect.objectContaining({ name: 'ValidationException' }));
    },
  );

  it('says that cron is not emulated', () => {
    const put = () => createBus().putRule({ ...everyFiveMinutes, scheduleExpression: 'cron(0 8 * * ? *)' });
    expect(put).toThrow(expect.objectContaining({ name: 'NotImplemented' }));
  });
});
