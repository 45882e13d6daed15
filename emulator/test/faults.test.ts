import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isThrottlingError } from '@smithy/core/retry';
import type { Clock } from '../src/clock.ts';
import { createFaults, type Fault, type Faults, type FaultTarget } from '../src/faults.ts';
import { createClock } from '../src/scaled-clock.ts';
import { serve, service } from './wire/stage.ts';

let clock: Clock;
let faults: Faults;
let effects: number;
let stage: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  clock = createClock({ scale: Number.POSITIVE_INFINITY });
  faults = createFaults(clock);
  effects = 0;
  const count = () => {
    effects += 1;
    return {};
  };
  stage = await serve(
    [
      service('elasticloadbalancing', elb, { DescribeRules: count, ModifyRule: count }),
      service('lambda', lambda, { GetFunction: count }),
      service('dynamodb', dynamodb, { ListTables: count }),
    ],
    faults.intercept,
  );
});
afterEach(async () => {
  clock.close();
  await stage.close();
});

const client = (caller = 'operator') => new elb.ElasticLoadBalancingV2Client(stage.config(caller));
const describeRules = (caller?: string) => client(caller).send(new elb.DescribeRulesCommand({}));
const rules: FaultTarget = { service: 'elasticloadbalancing', operation: 'DescribeRules' };

describe('breakNext', () => {
  it('throttles each service with its own error, which its client holds for throttling', async () => {
    faults.breakNext(rules, { kind: 'throttle' });
    const refusal: Error = await describeRules().then(
      () => new Error('not refused'),
      (error) => error,
    );
    expect(refusal).toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    expect(isThrottlingError(refusal as Parameters<typeof isThrottlingError>[0])).toBe(true);
    faults.breakNext({ service: 'lambda' }, { kind: 'throttle' });
    const get = new lambda.LambdaClient(stage.config()).send(new lambda.GetFunctionCommand({ FunctionName: 'f' }));
    await expect(get).rejects.toBeInstanceOf(lambda.TooManyRequestsException);
    faults.breakNext({ service: 'dynamodb' }, { kind: 'throttle' });
    const list = new dynamodb.DynamoDBClient(stage.config()).send(new dynamodb.ListTablesCommand({}));
    await expect(list).rejects.toBeInstanceOf(dynamodb.ProvisionedThroughputExceededException);
    expect(effects).toBe(0);
  });

  it('answers any error that it is told', async () => {
    faults.breakNext(rules, { kind: 'error', name: 'ServiceUnavailable', message: 'later', statusCode: 503 });
    await expect(describeRules()).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: 'later',
      $metadata: { httpStatusCode: 503 },
    });
  });

  it('delays a call by emulated time, and then does it', async () => {
    const before = clock.now();
    faults.breakNext(rules, { kind: 'latency', ms: 3_600_000 });
    await describeRules();
    expect(effects).toBe(1);
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  });

  it.each<[Fault['kind'], number]>([
    ['crash', 0],
    ['lostAnswer', 1],
  ])('cuts the connection: %s leaves %i effects', async (kind, expected) => {
    faults.breakNext(rules, { kind } as Fault);
    await expect(describeRules()).rejects.toThrow('socket hang up');
    expect(effects).toBe(expected);
  });

  it('kills the caller right after the effect', async () => {
    const killed: string[] = [];
    const own = createFaults(clock, (caller) => killed.push(caller));
    own.breakNext(rules, { kind: 'kill' });
    const call = {
      at: 0,
      caller: 'shift-traffic',
      service: 'elasticloadbalancing',
      operation: 'DescribeRules',
      input: {},
    };
    await expect(own.intercept(call, async () => ({ killedBefore: killed.length }) as never)).rejects.toThrow(
      'shift-traffic was killed after elasticloadbalancing:DescribeRules',
    );
    expect(killed).toEqual(['shift-traffic']);
  });

  it('lets the target count the calls that it wants', async () => {
    let calls = 0;
    const third = () => ++calls === 3;
    faults.breakNext({ ...rules, matching: third }, { kind: 'throttle' });
    await describeRules();
    await describeRules();
    await expect(describeRules()).rejects.toThrow('Rate exceeded');
    await describeRules();
    expect(effects).toBe(3);
  });

  it('hits only the calls it is meant for, and as often as it is told', async () => {
    faults.breakNext({ ...rules, caller: 'shift-traffic', times: 2 }, { kind: 'throttle' });
    await describeRules('operator');
    await client('shift-traffic').send(new elb.ModifyRuleCommand({ RuleArn: 'arn:r' }));
    await expect(describeRules('shift-traffic')).rejects.toThrow('Rate exceeded');
    expect(faults.pending()).toMatchObject([{ timesLeft: 1 }]);
    await expect(describeRules('shift-traffic')).rejects.toThrow('Rate exceeded');
    await describeRules('shift-traffic');
    expect(faults.pending()).toEqual([]);
  });

  it('can be withdrawn', async () => {
    const withdraw = faults.breakNext(rules, { kind: 'throttle' });
    withdraw();
    await describeRules();
    expect(effects).toBe(1);
  });
});
