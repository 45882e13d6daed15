import { afterEach, describe, expect, it } from '@jest/globals';
import { createHealthCheck } from '../../src/elb/health-check.ts';
import type { TargetGroup } from '../../src/elb/model.ts';
import type { Target } from '../../src/elb/target.ts';
import { createClock } from '../../src/scaled-clock.ts';
import { createStage, type Program, type Stage } from './stage.ts';

const settings = {
  port: 8080,
  vpcId: 'vpc-1',
  healthCheckPort: 'traffic-port',
  healthCheckPath: '/ready',
  healthCheckIntervalSeconds: 30,
  healthCheckTimeoutSeconds: 5,
  healthyThresholdCount: 5,
  unhealthyThresholdCount: 2,
  matcher: '200',
};

let stage: Stage;
afterEach(() => stage.close());

async function checkInVirtualTime(program: Program) {
  const clock = createClock({ scale: Infinity });
  const check = createHealthCheck(clock, stage.network);
  try {
    return await check({ settings } as TargetGroup, program as unknown as Target);
  } finally {
    clock.close();
  }
}

describe('a health check in virtual time', () => {
  it('waits for a target that is at work', async () => {
    stage = await createStage();
    const slow = await stage.program((_request, response) => void setTimeout(() => response.end(), 50));
    expect(await checkInVirtualTime(slow)).toEqual({ passed: true });
  });

  it('times out on a target that never answers', async () => {
    stage = await createStage();
    const silent = await stage.program(() => undefined);
    expect(await checkInVirtualTime(silent)).toMatchObject({ passed: false, reason: 'Target.Timeout' });
  });
});
