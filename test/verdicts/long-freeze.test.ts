import { afterEach, expect, it, jest } from '@jest/globals';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(240_000);

let story: Story;
afterEach(() => story.close());

/** What Step Functions allows one execution: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const mostEvents = 25_000;
const days = 10;

it(`a freeze of ${days} days at 25 % stays far below what an execution may record, and ends in a release`, async () => {
  const freezes = [{ from: '2026-01-06T10:00', to: '2026-01-16T10:00', because: 'stocktaking' }];
  const policy = {
    ...({ strategy: 'blue-green', weights: [25, 100], bakeSeconds: 3600, readySeconds: 300 } as const),
    more: { gates: { timeZone: 'UTC', freezes } },
  };
  const rarely = { hour: 9, replicas: 2, probeSeconds: 60, usersPerSecond: 1 / 20 };
  story = await openStory({ policy, ...rarely });
  const seldom = { name: 'tidegate-dev-reconcile', scheduleExpression: 'rate(3 hours)', targets: [] };
  story.cloud.services.eventBridge.putRule(seldom);
  story.push('1.1.0');
  await story.untilWeight(25);
  await story.minutes(120);
  story.users.come(1 / 300);
  await story.minutes((days - 1) * 24 * 60);
  expect(await story.verdict()).toMatchObject({ kind: 'hold', because: expect.stringContaining('stocktaking') });
  expect(await story.weights()).toEqual({ blue: 75, green: 25 });
  await story.until(async () => (await story.weights()).green === 100, 48 * 3600, 60);
  story.users.come(1 / 5);
  expect(await story.untilEnded(1, 24 * 3600)).toMatchObject([{ outcome: 'released' }]);
  const [execution] = await story.executions();
  expect(execution?.events).toBeGreaterThan(100);
  expect(execution?.events).toBeLessThan(mostEvents / 10);
});
