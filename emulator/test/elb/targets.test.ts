import type { ServerResponse } from 'node:http';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  describeHealth,
  get,
  getMany,
  health,
  type Program,
  register,
  registerHealthy,
  type Stage,
  until,
  weighted,
} from './stage.ts';

let stage: Stage;
let listener: string;
let group: string;
beforeEach(async () => {
  stage = await createStage();
  listener = await createListener(stage);
  group = await createGroup(stage, 'blue', { HealthCheckPath: '/ready', HealthyThresholdCount: 2 });
});
afterEach(() => stage.close());

/** A program whose health check answers what `status` says at the time; undefined never answers. */
function checked(status: () => number | undefined): Promise<Program> {
  return stage.program((request, response) => {
    const code = request.url === '/ready' ? status() : 200;
    if (code !== undefined) response.writeHead(code).end();
  });
}

function inUse(): Promise<string> {
  return createRule(stage, listener, weighted({ [group]: 1 }));
}

async function setAttribute(Key: string, Value: string): Promise<void> {
  await stage.client.send(
    new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes: [{ Key, Value }] }),
  );
}

async function deregister(program: Program): Promise<void> {
  const Targets = [{ Id: program.address, Port: program.port }];
  await stage.client.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets }));
}

/** Lets emulated time run, slowly enough for real answers to arrive, until the target is in that state. */
function runUntil(program: Program, state: string): Promise<void> {
  return until(async () => {
    await stage.clock.advance(100);
    return health(stage, group, program) === state;
  });
}

describe('a target', () => {
  it('is unused, and not checked, while its group is on no rule', async () => {
    const program = await checked(() => 200);
    await register(stage, group, program);
    await stage.clock.advance(120_000);
    expect(await describeHealth(stage, group)).toEqual(['unused Target.NotInUse']);
    expect(program.requests()).toBe(0);
  });

  it('is checked as soon as its group gets on a rule, even at weight 0', async () => {
    const program = await checked(() => 200);
    await register(stage, group, program);
    await createRule(stage, listener, weighted({ [group]: 0 }));
    await until(() => health(stage, group, program) === 'healthy');
  });

  it('becomes healthy by its first passing check, whatever the threshold', async () => {
    let status = 500;
    const program = await checked(() => status);
    await inUse();
    await register(stage, group, program);
    await until(() => program.requests() === 1);
    expect(await describeHealth(stage, group)).toEqual(['initial Elb.InitialHealthChecking']);
    status = 200;
    await stage.clock.advance(30_000);
    await until(() => health(stage, group, program) === 'healthy');
  });

  it('becomes unhealthy when its checks fail, says why, and recovers', async () => {
    let status = 200;
    const program = await checked(() => status);
    await inUse();
    await registerHealthy(stage, group, program);
    status = 503;
    await runUntil(program, 'unhealthy');
    expect(await describeHealth(stage, group)).toEqual(['unhealthy Target.ResponseCodeMismatch']);
    status = 200;
    await runUntil(program, 'healthy');
    expect(await describeHealth(stage, group)).toEqual(['healthy']);
  });

  it('fails its check when it does not answer in time', async () => {
    const program = await checked(() => undefined);
    await inUse();
    await register(stage, group, program);
    for (let check = 1; check <= 2; check += 1) {
      await until(() => program.requests() === check);
      await stage.clock.advance(35_000);
    }
    await until(() => health(stage, group, program) === 'unhealthy');
    expect(await describeHealth(stage, group)).toEqual(['unhealthy Target.Timeout']);
  });

  it('that the group does not know is unused', async () => {
    const Targets = [{ Id: '10.9.9.9' }];
    const answer = await stage.client.send(new DescribeTargetHealthCommand({ TargetGroupArn: group, Targets }));
    expect(answer.TargetHealthDescriptions?.[0]).toEqual({
      Target: { Id: '10.9.9.9', Port: 8080 },
      HealthCheckPort: '8080',
      TargetHealth: {
        State: 'unused',
        Reason: 'Target.NotRegistered',
        Description: 'Target is not registered to the target group',
      },
    });
  });

  it('needs an IPv4 address', async () => {
    const input = { TargetGroupArn: group, Targets: [{ Id: 'i-0123456789' }] };
    await expect(stage.client.send(new RegisterTargetsCommand(input))).rejects.toMatchObject({
      name: 'InvalidTargetException',
    });
  });
});

describe('a draining target', () => {
  it('gets no new request, and drains for the whole delay although it is idle', async () => {
    const [leaving, staying] = [await checked(() => 200), await checked(() => 200)];
    await inUse();
    await registerHealthy(stage, group, leaving, staying);
    await deregister(leaving);
    await stage.clock.advance(0);
    const before = leaving.requests();
    await getMany(stage, 10);
    expect(leaving.requests()).toBe(before);
    await stage.clock.advance(299_999);
    expect(health(stage, group, leaving)).toBe('draining');
    await stage.clock.advance(1);
    expect(health(stage, group, leaving)).toBeUndefined();
  });

  it('finishes the requests it has', async () => {
    let finish: ServerResponse | undefined;
    const slow = await stage.program((request, response) => {
      if (request.url === '/ready') response.end();
      else finish = response;
    });
    await inUse();
    await registerHealthy(stage, group, slow);
    const answer = get(stage);
    await until(() => finish !== undefined);
    await deregister(slow);
    await stage.clock.advance(60_000);
    finish?.end('late but whole');
    expect(await answer).toMatchObject({ status: 200, body: 'late but whole' });
  });

  it('is cut off when the delay is over', async () => {
    let arrived = false;
    const endless = await stage.program((request, response) => {
      if (request.url === '/ready') response.end();
      else arrived = true;
    });
    await setAttribute('deregistration_delay.timeout_seconds', '0');
    await inUse();
    await registerHealthy(stage, group, endless);
    const answer = get(stage);
    await until(() => arrived);
    await deregister(endless);
    await stage.clock.advance(0);
    expect(await answer).toMatchObject({ status: 502 });
  });

  it('keeps getting requests until the proxies have heard of it', async () => {
    await stage.close();
    stage = await createStage({ propagationMs: { least: 1000, most: 1000 } });
    listener = await createListener(stage);
    group = await createGroup(stage, 'blue');
    await inUse();
    await stage.clock.advance(1000);
    const program = await stage.program();
    await register(stage, group, program);
    await stage.clock.advance(1000);
    await until(() => health(stage, group, program) === 'healthy');
    await deregister(program);
    await stage.clock.advance(999);
    expect((await get(stage)).status).toBe(200);
    await stage.clock.advance(1);
    expect((await get(stage)).status).toBe(503);
  });

  it('comes back when it is registered again', async () => {
    const program = await checked(() => 200);
    await inUse();
    await registerHealthy(stage, group, program);
    await deregister(program);
    await registerHealthy(stage, group, program);
    await stage.clock.advance(300_000);
    expect(health(stage, group, program)).toBeDefined();
  });
});
