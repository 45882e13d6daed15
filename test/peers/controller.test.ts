import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { dynamodbPacing } from '../../src/adapters/aws/dynamodb-pacing.ts';
import { fire } from './world/alarms.ts';
import { brokenIngress } from './world/ingress.ts';
import { openWorld, type World, type WorldOptions } from './world/world.ts';

jest.setTimeout(180_000);

let world: World;
afterEach(() => world.close());
const open = async (options: WorldOptions): Promise<World> => {
  world = await openWorld(options);
  return world;
};
const halfWay = async (options: WorldOptions): Promise<World> => {
  const { push, until, weights } = await open(options);
  push('1.1.0');
  await until(async () => (await weights()).green === 50);
  return world;
};
const canary = { layout: 'ingress', policy: { strategy: 'canary' } } as const;
const blueGreen = { layout: 'namespaces', policy: { strategy: 'blue-green' } } as const;

describe("an invalid Ingress of somebody else in the shop's group", () => {
  it('holds the release, says whose delay it is, and lets it go back (AWS Load Balancer Controller #3790, #3870)', async () => {
    const { cluster, users, untilEnded } = await halfWay(canary);
    cluster.api.create('ingresses', 'shop', brokenIngress('theirs'), 'another-team');
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual([
      'rolledBack',
      expect.stringContaining('AWS Load Balancer Controller'),
    ]);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.0.0');
  });

  it('does not keep a rollback from the load balancer', async () => {
    const { cloud, cluster, operator, users, until, weights, untilEnded } = await halfWay(canary);
    cluster.api.create('ingresses', 'shop', brokenIngress('theirs'), 'another-team');
    await cloud.clock.sleep(20_000);
    const firedAt = cloud.clock.now();
    await fire(operator.cloudWatch);
    await until(async () => (await weights()).green === 0);
    expect(cloud.clock.now() - firedAt).toBeLessThan(10_000);
    expect((await untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['rolledBack']);
    expect(users.failed()).toEqual([]);
    expect((users.lastOn('1.1.0') ?? 0) - firedAt).toBeLessThan(15_000);
  });
});

/** Controllers of other clusters ask for more changes than the account has, again and again, until they are stopped. */
const drain = ({ cloud, balancer }: World, perSecond: number): (() => void) => {
  const { clock, services } = cloud;
  const RuleArn = balancer.ruleArn.replace(/[^/]*$/, 'somebody-elses');
  const ask = async () => {
    const call = { caller: 'another-controller', service: 'elasticloadbalancing', operation: 'ModifyRule' };
    const input = { RuleArn };
    await services.elb.service.operations['ModifyRule']?.(input as never, { ...call, at: clock.now(), input });
  };
  let cancel = () => {};
  const goOn = () => {
    cancel = clock.after(1000 / perSecond, goOn);
    ask().catch((error: Error) => expect(['Throttling', 'RuleNotFoundException']).toContain(error.name));
  };
  goOn();
  return () => cancel();
};

describe("the account's ELB budget, drained by the controllers of other clusters", () => {
  it('leaves a rollback its call (AWS Load Balancer Controller #3167, #1048)', async () => {
    const { cloud, operator, users, until, weights, untilEnded } = await halfWay(blueGreen);
    const stop = drain(world, 5);
    await cloud.clock.sleep(20_000);
    const firedAt = cloud.clock.now();
    await fire(operator.cloudWatch);
    await until(async () => (await weights()).green === 0);
    expect(cloud.clock.now() - firedAt).toBeLessThan(60_000);
    stop();
    expect((await untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['rolledBack']);
    expect(users.failed()).toEqual([]);
  });

  it('makes a step forward ask again until it has its call, unnoticed by users', async () => {
    const { cloud, users, weights, untilEnded } = await halfWay(blueGreen);
    await cloud.clock.sleep(45_000);
    const stop = drain(world, 50);
    await cloud.clock.sleep(45_000);
    expect(await weights()).toEqual({ blue: 50, green: 50 });
    stop();
    expect((await untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['released']);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.1.0');
  });
});

describe("Tidegate's own share of the budget, used up by other releases", () => {
  it('makes steps forward wait, but no rollback', async () => {
    const { cloud, operator, record, until, weights, untilEnded } = await halfWay(blueGreen);
    const client = new DynamoDBClient(cloud.clientConfig());
    const untilMs = cloud.clock.now() + 180_000;
    const pacing = dynamodbPacing(client, cloud.createdResources['LedgerTable'] ?? '');
    while ((await pacing.take(new Date(untilMs).toISOString())) === 0);
    client.destroy();
    await cloud.clock.sleep(120_000);
    expect((await record())?.status).toBe('active');
    expect(await weights()).toEqual({ blue: 50, green: 50 });
    const firedAt = cloud.clock.now();
    await fire(operator.cloudWatch);
    await until(async () => (await weights()).green === 0);
    expect(cloud.clock.now() - firedAt).toBeLessThan(10_000);
    expect((await untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['rolledBack']);
  });
});
