import type http from 'node:http';
import {
  CreateRuleCommand,
  DescribeRulesCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { hostEndpoint } from '../../src/host-endpoint.ts';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  get,
  getMany,
  register,
  registerHealthy,
  type Stage,
  until,
  weighted,
} from './stage.ts';
import { createTwoGroups, setWeights } from './two-groups.ts';

let stage: Stage;
afterEach(() => stage.close());

async function twoGroups(weights: readonly [number, number]) {
  stage = await createStage();
  return createTwoGroups(stage, weights);
}

describe('weights', () => {
  it('set the share of real requests that each group gets', async () => {
    const { greenProgram, blueProgram } = await twoGroups([75, 25]);
    await getMany(stage, 400);
    expect(blueProgram.requests() + greenProgram.requests()).toBe(400);
    expect(greenProgram.requests()).toBeGreaterThan(60);
    expect(greenProgram.requests()).toBeLessThan(140);
  });

  it('keep a group of weight 0 free of requests', async () => {
    const { greenProgram } = await twoGroups([1, 0]);
    await getMany(stage, 50);
    expect(greenProgram.requests()).toBe(0);
  });

  it('move all requests when they are swapped', async () => {
    const { rule, blue, green, blueProgram, greenProgram } = await twoGroups([100, 0]);
    await setWeights(stage, rule, { [blue]: 0, [green]: 100 });
    await getMany(stage, 50);
    expect([blueProgram.requests(), greenProgram.requests()]).toEqual([0, 50]);
  });

  it('answer 503 when they are all 0', async () => {
    await twoGroups([0, 0]);
    expect(await get(stage)).toMatchObject({ status: 503 });
  });
});

describe('a changed rule', () => {
  it('shows in the API at once and in the traffic only when it has propagated', async () => {
    stage = await createStage({ propagationMs: { least: 2000, most: 2000 } });
    const listener = await createListener(stage);
    const [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
    const rule = await createRule(stage, listener, weighted({ [blue]: 1, [green]: 0 }));
    const [blueProgram, greenProgram] = [await stage.program(), await stage.program()];
    await register(stage, blue, blueProgram);
    await register(stage, green, greenProgram);
    await stage.clock.advance(2000);
    await until(async () => (await get(stage)).status === 200);

    const change = await stage.client.send(
      new ModifyRuleCommand({ RuleArn: rule, Actions: [weighted({ [blue]: 0, [green]: 1 })] }),
    );
    expect(change.Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups?.[0]?.Weight).toBe(0);
    await stage.clock.advance(1999);
    await getMany(stage, 10);
    expect(greenProgram.requests()).toBe(0);
    const before = blueProgram.requests();
    await stage.clock.advance(1);
    await getMany(stage, 10);
    expect([blueProgram.requests(), greenProgram.requests()]).toEqual([before, 10]);
  });

  it('is not held up by a timer that comes late', async () => {
    stage = await createStage({ propagationMs: { least: 2000, most: 2000 } });
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    const rule = await createRule(stage, listener, weighted({ [group]: 1 }));
    await stage.clock.advance(2000);
    const answer = { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '201' } };
    await stage.client.send(new ModifyRuleCommand({ RuleArn: rule, Actions: [answer] }));
    stage.clock.stall(1999);
    expect((await get(stage)).status).toBe(503);
    stage.clock.stall(1);
    expect((await get(stage)).status).toBe(201);
  });

  it('is never overtaken by an older change', async () => {
    stage = await createStage({ propagationMs: { least: 0, most: 60_000 } });
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    const rule = await createRule(stage, listener, weighted({ [group]: 1 }));
    for (const StatusCode of ['201', '202', '203', '204', '205', '206']) {
      const answer = { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode } };
      await stage.client.send(new ModifyRuleCommand({ RuleArn: rule, Actions: [answer] }));
    }
    const seen: number[] = [];
    for (let second = 0; second <= 60; second += 1) {
      await stage.clock.advance(1000);
      seen.push((await get(stage)).status);
    }
    const inOrder = [404, 503, 201, 202, 203, 204, 205, 206];
    expect(seen).toEqual(seen.toSorted((one, other) => inOrder.indexOf(one) - inOrder.indexOf(other)));
    expect(seen.at(-1)).toBe(206);
  });
});

describe('a group that cannot serve', () => {
  it('answers 503 when it is empty, without failing over to the other group', async () => {
    const { rule, blue, greenProgram } = await twoGroups([1, 1]);
    const empty = await createGroup(stage, 'empty');
    await setWeights(stage, rule, { [blue]: 0, [empty]: 1 });
    expect((await getMany(stage, 10)).map(({ status }) => status)).toEqual(Array(10).fill(503));
    expect(greenProgram.requests()).toBe(0);
  });

  it('fails open: without a healthy target, all get requests', async () => {
    const { rule } = await twoGroups([1, 0]);
    const sick = await createGroup(stage, 'sick', { HealthCheckPath: '/missing', Matcher: { HttpCode: '299' } });
    await setWeights(stage, rule, { [sick]: 1 });
    const programs = [await stage.program(), await stage.program()];
    await register(stage, sick, ...programs);
    const healthChecks = () => programs.map((program) => program.requests());
    await until(() => healthChecks().every((requests) => requests === 1));
    expect((await getMany(stage, 4)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(healthChecks()).toEqual([3, 3]);
    expect(stage.observations.map(({ name }) => name)).toContain('UnhealthyRoutingRequestCount');
  });

  it('answers 502 when no connection to the target can be made', async () => {
    const { blueProgram } = await twoGroups([1, 0]);
    stage.network.detach(blueProgram.address, blueProgram.port);
    expect(await get(stage)).toMatchObject({ status: 502 });
    stage.network.attach(blueProgram.address, blueProgram.port, hostEndpoint(1));
    expect(await get(stage)).toMatchObject({ status: 502 });
    expect(stage.observations.filter(({ name }) => name === 'TargetConnectionErrorCount')).not.toHaveLength(0);
  });

  it('answers 502 when the target breaks the connection, which is no connection error', async () => {
    stage = await createStage();
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    await registerHealthy(stage, group, await stage.program((request) => request.socket.destroy()));
    expect(await get(stage)).toMatchObject({ status: 502 });
    expect(stage.observations.map(({ name }) => name)).not.toContain('TargetConnectionErrorCount');
  });

  it('answers 504 when the target sends nothing for the idle timeout', async () => {
    stage = await createStage();
    const attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '1' }];
    const { loadBalancerArn: LoadBalancerArn } = stage;
    await stage.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: attributes }));
    const listener = await createListener(stage);
    const group = await createGroup(stage, 'blue');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    await registerHealthy(stage, group, await stage.program(() => undefined));
    expect(await get(stage)).toMatchObject({ status: 504 });
  });
});

describe('a listener', () => {
  it('goes by the rule of the smallest priority that matches, then by its default action', async () => {
    const { listener, green, greenProgram } = await twoGroups([1, 0]);
    await stage.client.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 5,
        Conditions: [
          { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Cookie', Values: ['*exp=b*'] } },
          { Field: 'host-header', Values: ['shop.*'] },
        ],
        Actions: [{ Type: 'forward', TargetGroupArn: green }],
      }),
    );
    await stage.clock.advance(0);
    const wanted = { cookie: 'a=1; exp=b', host: 'SHOP.example' };
    await get(stage, '/', wanted);
    expect(greenProgram.requests()).toBe(0);
    await createRule(stage, listener, weighted({ [green]: 1 }), { priority: 2, path: '/never' });
    const { Rules } = await stage.client.send(
      new ModifyRuleCommand({
        RuleArn: await firstRule(listener),
        Conditions: [{ Field: 'path-pattern', Values: ['/orders/?'] }],
      }),
    );
    await stage.clock.advance(0);
    expect(Rules?.[0]?.Conditions?.[0]?.PathPatternConfig?.Values).toEqual(['/orders/?']);
    await get(stage, '/', wanted);
    expect(greenProgram.requests()).toBe(1);
    expect(await get(stage, '/orders/12')).toMatchObject({ status: 404, body: 'nobody' });
    expect(await get(stage, '/orders/1?x=1')).toMatchObject({ status: 200 });
  });

  it('says which target answered and what runs there', async () => {
    const { blueProgram } = await twoGroups([1, 0]);
    const { headers } = await get(stage);
    expect(headers['x-emulated-target']).toBe(`${blueProgram.address}:8080`);
    expect(headers['x-emulated-image']).toBe('image-1');
    expect(Number(headers['x-emulated-time'])).toBeGreaterThan(0);
  });

  it('streams bodies both ways and tells the target about the client', async () => {
    stage = await createStage();
    const listener = await createListener(stage, 8443);
    const group = await createGroup(stage, 'blue');
    await createRule(stage, listener, weighted({ [group]: 1 }));
    let seen: http.IncomingHttpHeaders = {};
    const echo = await stage.program((request, response) => {
      seen = request.headers;
      response.writeHead(201, { 'x-two': ['a', 'b'] });
      request.pipe(response);
    });
    await registerHealthy(stage, group, echo);
    const port = stage.elb.listeners()[0]?.port ?? 0;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(300_000) });
    expect([answer.status, answer.headers.get('x-two')]).toEqual([201, 'a, b']);
    expect((await answer.text()).length).toBe(300_000);
    expect(seen).toMatchObject({ host: `127.0.0.1:${port}`, 'x-forwarded-proto': 'http', 'x-forwarded-port': '8443' });
    expect(seen['x-forwarded-for']).toBe('127.0.0.1');
    expect(seen['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });
});

async function firstRule(ListenerArn: string): Promise<string> {
  const { Rules } = await stage.client.send(new DescribeRulesCommand({ ListenerArn }));
  return Rules?.[0]?.RuleArn ?? '';
}
