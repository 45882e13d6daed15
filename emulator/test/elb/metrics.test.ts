import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  get,
  getMany,
  registerHealthy,
  type Stage,
  weighted,
} from './stage.ts';
import { createTwoGroups, setWeights } from './two-groups.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

/** The sum of a metric for exactly these dimensions. */
function sum(name: string, dimensions: Readonly<Record<string, string>>): number {
  const wanted = JSON.stringify(dimensions);
  const found = stage.observations.filter((one) => one.name === name && JSON.stringify(one.dimensions) === wanted);
  return found.reduce((total, { value }) => total + value, 0);
}

function dimensionsOf(groupArn: string) {
  const LoadBalancer = stage.loadBalancerArn.split(':loadbalancer/')[1] ?? '';
  return { ofLoadBalancer: { LoadBalancer }, ofGroup: { LoadBalancer, TargetGroup: groupArn.split(':').at(-1) ?? '' } };
}

describe('the metrics of requests', () => {
  it('count requests and answers by group and by load balancer', async () => {
    const { blue } = await createTwoGroups(stage, [1, 0]);
    await getMany(stage, 7);
    const { ofGroup, ofLoadBalancer } = dimensionsOf(blue);
    expect(ofGroup.TargetGroup).toMatch(/^targetgroup\/blue\/\w{16}$/);
    for (const dimensions of [ofGroup, ofLoadBalancer]) {
      expect(sum('RequestCount', dimensions)).toBe(7);
      expect(sum('HTTPCode_Target_2XX_Count', dimensions)).toBe(7);
      expect(sum('TargetResponseTime', dimensions)).toBeGreaterThan(0);
    }
    expect(sum('HTTPCode_Target_5XX_Count', ofGroup)).toBe(0);
  });

  it("do not attribute the load balancer's own errors to a group", async () => {
    const { blue, blueProgram } = await createTwoGroups(stage, [1, 0]);
    stage.network.detach(blueProgram.address, blueProgram.port);
    await get(stage);
    const { ofGroup, ofLoadBalancer } = dimensionsOf(blue);
    expect(sum('HTTPCode_ELB_5XX_Count', ofLoadBalancer)).toBe(1);
    expect(sum('HTTPCode_ELB_502_Count', ofLoadBalancer)).toBe(1);
    expect([sum('HTTPCode_ELB_5XX_Count', ofGroup), sum('HTTPCode_Target_5XX_Count', ofGroup)]).toEqual([0, 0]);
    expect(sum('TargetConnectionErrorCount', ofGroup)).toBe(1);
  });

  it('have a class of status each', async () => {
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'green');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    const statuses = [204, 302, 404, 418, 500];
    const program = await stage.program((_request, response) => {
      response.statusCode = statuses.shift() ?? 599;
      response.end();
    });
    await registerHealthy(stage, group, program);
    await getMany(stage, statuses.length);
    const { ofGroup } = dimensionsOf(group);
    const counts = [2, 3, 4, 5].map((hundreds) => sum(`HTTPCode_Target_${hundreds}XX_Count`, ofGroup));
    expect(counts).toEqual([1, 1, 2, 1]);
  });

  it('of a group know nothing of a connection that its target broke, but the request', async () => {
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'green');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    const program = await stage.program((request) => void request.socket.destroy());
    await registerHealthy(stage, group, program);
    expect((await get(stage)).status).toBe(502);
    const ofGroups = stage.observations.filter(({ dimensions }) => 'TargetGroup' in dimensions);
    const names = ofGroups.map(({ name }) => name).filter((name) => !name.endsWith('HostCount'));
    expect(names).toEqual(['RequestCount']);
    expect(sum('HTTPCode_ELB_502_Count', dimensionsOf(group).ofLoadBalancer)).toBe(1);
  });

  it('do not count a request for which there was no target', async () => {
    const { rule } = await createTwoGroups(stage, [1, 0]);
    const empty = await createGroup(stage, 'empty');
    await setWeights(stage, rule, { [empty]: 1 });
    await get(stage);
    const { ofLoadBalancer } = dimensionsOf(empty);
    expect([sum('RequestCount', ofLoadBalancer), sum('HTTPCode_ELB_503_Count', ofLoadBalancer)]).toEqual([0, 1]);
  });

  it('tell every minute how many targets are healthy', async () => {
    const { blue } = await createTwoGroups(stage, [1, 0]);
    await stage.clock.advance(1000);
    expect(sum('HealthyHostCount', dimensionsOf(blue).ofGroup)).toBe(0);
    await stage.clock.advance(60_000 - 1000);
    expect(sum('HealthyHostCount', dimensionsOf(blue).ofGroup)).toBe(1);
  });
});

describe('the request log', () => {
  it('counts by minute, group, image and status', async () => {
    const { blue, blueProgram } = await createTwoGroups(stage, [1, 0]);
    await getMany(stage, 3);
    stage.network.detach(blueProgram.address, blueProgram.port);
    await get(stage);
    const minute = stage.clock.now();
    expect(stage.elb.requests()).toEqual([
      { minute, targetGroupArn: blue, image: 'image-1', status: 200, requests: 3 },
      { minute, targetGroupArn: blue, image: undefined, status: 502, requests: 1 },
    ]);
  });
});
