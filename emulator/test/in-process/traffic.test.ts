import { afterEach, describe, expect, it } from '@jest/globals';
import type { UserAnswer } from '../../src/elb/user-request.ts';
import type { VpcRequest } from '../../src/ports.ts';
import { openShop, type Shop } from './shop.ts';
import { greeter } from './workloads.ts';

let shop: Shop;
afterEach(() => shop.close());

const image = (tag: string) => `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:${tag}`;
const statuses = (answers: readonly UserAnswer[]) => [...new Set(answers.map(({ status }) => status))];
const servedBy = (answers: readonly UserAnswer[], tag: string) =>
  answers.filter((one) => one.image === image(tag)).length;
const areServing = (colour: 'blue' | 'green') => () =>
  shop.ready(colour).length === 3 && shop.targets(colour).every((state) => state === 'healthy');

async function openWith(blue: Parameters<typeof greeter>[1] = {}, seed = 1): Promise<void> {
  shop = await openShop(seed);
  shop.deploy('blue', '1.0.0', greeter('one', blue));
  await shop.until(areServing('blue'));
}

async function openWithBoth(seed = 1): Promise<void> {
  await openWith({}, seed);
  await shop.rule.setWeights(99, 1);
  shop.deploy('green', '2.0.0', greeter('two'));
  await shop.until(areServing('green'));
}

describe("users' requests in process", () => {
  it('reach the pods of a deployment that its target group binding registered', async () => {
    await openWith();
    expect(shop.ready('blue')).toHaveLength(3);
    const answers = await shop.askMany(3);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(3);
    expect(answers[0]).toMatchObject({ status: 200, image: image('1.0.0'), targetGroupArn: shop.rule.groups.blue });
    expect(answers[0]?.headers).toMatchObject({ 'x-emulated-image': image('1.0.0') });
  });

  it('open no port', async () => {
    await openWith();
    expect(shop.services.elb.listeners().map(({ port }) => port)).toEqual([0]);
  });

  it('are split by the weights of the rule', async () => {
    await openWithBoth();
    await shop.rule.setWeights(75, 25);
    const share = servedBy(await shop.askMany(400), '2.0.0') / 400;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
    await shop.rule.setWeights(0, 100);
    expect(servedBy(await shop.askMany(20), '2.0.0')).toBe(20);
  });

  it('stay with their group by its cookie while the rule is sticky', async () => {
    await openWithBoth();
    await shop.rule.setWeights(0, 100, true);
    const { headers } = await shop.ask();
    const cookie = [headers['set-cookie'] ?? []].flat()[0]?.split(';')[0] ?? '';
    await shop.rule.setWeights(100, 0, true);
    expect(await shop.ask({ headers: { Cookie: cookie } })).toMatchObject({ image: image('2.0.0') });
    await shop.rule.setWeights(100, 0, false);
    expect(await shop.ask({ headers: { Cookie: cookie } })).toMatchObject({ image: image('1.0.0') });
  });

  it('are finished by a pod that drains', async () => {
    const handle = ({ path }: VpcRequest) => ({ status: 200, delayMs: path === '/slow' ? 20_000 : 0 });
    await openWith({ handle, terminate: () => undefined });
    const slow = shop.ask({ path: '/slow' });
    shop.cluster.api.remove('deployments', { namespace: 'blue', name: 'shop' });
    await shop.clock.sleep(5_000);
    expect(new Set(shop.targets('blue'))).toEqual(new Set(['draining']));
    expect(await shop.ask()).toMatchObject({ status: 503 });
    expect(await slow).toMatchObject({ status: 200, image: image('1.0.0') });
  });

  it('get 503 from a group without targets, which is not failed over', async () => {
    await openWith();
    await shop.rule.setWeights(0, 100);
    expect(statuses(await shop.askMany(5))).toEqual([503]);
  });

  it('go by the rules that match, and by the default action otherwise', async () => {
    await openWith();
    expect(await shop.ask({ host: 'elsewhere.example' })).toMatchObject({ status: 404, body: 'nobody' });
    await expect(shop.services.elb.request(81)).rejects.toMatchObject({ name: 'ListenerNotFoundException' });
  });

  it('get 502 when a pod breaks the connection', async () => {
    await openWith({
      handle: ({ path }) => {
        if (path === '/health') return { status: 200 };
        throw new Error('out of memory');
      },
    });
    expect(await shop.ask()).toMatchObject({ status: 502, image: image('1.0.0') });
  });

  it('get 502 when their pod is killed while it works', async () => {
    await openWith({ handle: ({ path }) => ({ status: 200, delayMs: path === '/slow' ? 20_000 : 0 }) });
    const slow = shop.ask({ path: '/slow' });
    await shop.clock.sleep(1_000);
    for (const { metadata } of shop.pods('blue')) {
      shop.cluster.killPod({ namespace: 'blue', name: metadata.name });
    }
    expect(await slow).toMatchObject({ status: 502, targetGroupArn: shop.rule.groups.blue });
  });

  it('get 504 when a pod is silent for the idle timeout of emulated time', async () => {
    await openWith({ handle: ({ path }) => ({ status: 200, delayMs: path === '/slow' ? 90_000 : 0 }) });
    const before = shop.clock.now();
    expect(await shop.ask({ path: '/slow' })).toMatchObject({ status: 504 });
    expect(shop.clock.now() - before).toBe(60_000);
  });

  it('count in the metrics of the load balancer and of the group', async () => {
    await openWith({ handle: ({ path }) => ({ status: path === '/health' ? 200 : 500, delayMs: 250 }) });
    await shop.askMany(4);
    const counts = shop.services.elb.requests().filter(({ status }) => status === 500);
    expect(counts).toMatchObject([{ targetGroupArn: shop.rule.groups.blue, image: image('1.0.0'), requests: 4 }]);
    expect(await shop.metric('HTTPCode_Target_5XX_Count', 'Sum')).toBe(4);
    expect(await shop.metric('TargetResponseTime', 'Maximum')).toBe(0.25);
  });

  it('are answered the same way twice by the same seed, and otherwise by another', async () => {
    const story = async (seed: number) => {
      await openWithBoth(seed);
      await shop.rule.setWeights(50, 50);
      const answers = await shop.askMany(50);
      const told = answers.map(({ status, body, target }) => `${status} ${body} ${target}`);
      const end = shop.clock.now();
      await shop.close();
      return { told, end };
    };
    const first = await story(7);
    expect(await story(7)).toEqual(first);
    expect((await story(8)).told).not.toEqual(first.told);
    await openWith();
  });
});
