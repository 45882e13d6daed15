import type { IncomingHttpHeaders } from 'node:http';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, get, registerHealthy, type Stage } from './stage.ts';
import { createTwoGroups, setWeights } from './two-groups.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.close());

function cookiesOf(headers: IncomingHttpHeaders): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

describe('sticky clients', () => {
  it('stay with their group, whatever the weights say, until stickiness is switched off', async () => {
    const { rule, blue, green, blueProgram, greenProgram } = await createTwoGroups(stage, [1, 0], 3600);
    const cookie = cookiesOf((await get(stage)).headers);
    expect(cookie).toMatch(/^AWSALBTG=[^;]+; AWSALBTGCORS=/);

    await setWeights(stage, rule, { [blue]: 0, [green]: 1 }, 3600);
    await get(stage, '/', { cookie });
    expect([blueProgram.requests(), greenProgram.requests()]).toEqual([2, 0]);
    await get(stage);
    expect([blueProgram.requests(), greenProgram.requests()]).toEqual([2, 1]);

    await setWeights(stage, rule, { [blue]: 0, [green]: 1 });
    const freed = await get(stage, '/', { cookie });
    expect([blueProgram.requests(), greenProgram.requests()]).toEqual([2, 2]);
    expect(freed.headers['set-cookie']).toBeUndefined();
  });

  it('are free again when the duration is over, or when their group left the action', async () => {
    const { rule, blue, green, greenProgram } = await createTwoGroups(stage, [1, 0], 60);
    const cookie = cookiesOf((await get(stage)).headers);
    await setWeights(stage, rule, { [blue]: 0, [green]: 1 }, 60);
    await stage.clock.advance(60_000);
    await get(stage, '/', { cookie });
    expect(greenProgram.requests()).toBe(1);

    await setWeights(stage, rule, { [blue]: 1, [green]: 0 }, 60);
    const pinnedToBlue = cookiesOf((await get(stage)).headers);
    await setWeights(stage, rule, { [green]: 1 }, 60);
    await get(stage, '/', { cookie: pinnedToBlue });
    expect(greenProgram.requests()).toBe(2);
  });

  it('stay with their target when the group is sticky', async () => {
    const { blue, rule, blueProgram } = await createTwoGroups(stage, [1, 0]);
    const second = await stage.program();
    await registerHealthy(stage, blue, second);
    await setWeights(stage, rule, { [blue]: 1 });
    const Attributes = [{ Key: 'stickiness.enabled', Value: 'true' }];
    await stage.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: blue, Attributes }));
    const cookie = cookiesOf((await get(stage)).headers);
    for (let i = 0; i < 5; i += 1) await get(stage, '/', { cookie });
    expect([blueProgram.requests(), second.requests()].toSorted()).toEqual([0, 6]);
  });
});
