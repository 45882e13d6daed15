import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { calm, createSilentAlarm, fire } from '../peers/world/alarms.ts';
import type { WorldOptions } from '../peers/world/world.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

const policyWith = (gates: object) =>
  ({ strategy: 'blue-green', weights: [25, 100], bakeSeconds: 1200, more: { gates } }) as const;

const open = async (gates: object, options: Partial<WorldOptions> = {}): Promise<Story> => {
  story = await openStory({ policy: policyWith(gates), usersPerSecond: 1, ...options });
  return story;
};

/** Windows in the morning and at noon. */
const windows = [
  { from: '09:00', to: '09:30' },
  { from: '12:00', to: '13:00' },
];

describe('a change window that closes while users are at 25 %', () => {
  /** Pushed at a quarter past nine. */
  const closed = async (): Promise<Story> => {
    await open({ timeZone: 'UTC', windows });
    await story.minutes(15);
    story.push('1.1.0');
    await story.untilWeight(25);
    await story.minutes(45);
    return story;
  };

  it('holds them there, and says when it opens', async () => {
    const { verdict, weights } = await closed();
    expect(await verdict()).toMatchObject({ kind: 'hold', because: expect.stringContaining('12:00') });
    expect(await weights()).toEqual({ blue: 75, green: 25 });
  });

  it('lets them go on when it opens', async () => {
    const { cloud, untilWeight, untilEnded } = await closed();
    await untilWeight(100, 4 * 3600);
    expect(new Date(cloud.clock.now()).toISOString()).toMatch(/T12:0/);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });

  it('keeps no alarm from sending them back within two calls', async () => {
    const { cloud, operator, untilWeight, untilEnded } = await closed();
    const since = cloud.clock.now();
    await fire(operator.cloudWatch);
    await untilWeight(0, 10);
    const calls = cloud.recorder.calls({ caller: 'tidegate-dev-roll-back', since }).toSorted((a, b) => a.at - b.at);
    const names = calls.map(({ service, operation }) => `${service}:${operation}`);
    expect(names.slice(0, 2)).toEqual(['dynamodb:UpdateItem', 'elasticloadbalancing:ModifyRule']);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
  });
});

describe('a push outside the window', () => {
  it('waits without a lock, and starts at the opening', async () => {
    const { cloud, push, minutes, record, anyRuns, untilWeight, untilEnded } = await open(
      { timeZone: 'UTC', windows: [{ from: '09:00', to: '17:00' }] },
      { hour: 7 },
    );
    push('1.1.0');
    await minutes(60);
    expect([await record(), await anyRuns()]).toEqual([undefined, true]);
    await untilWeight(25, 2 * 3600);
    expect(new Date(cloud.clock.now()).toISOString()).toMatch(/T09:0/);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});

describe('an incident', () => {
  const incident = 'site-down';
  const during = async (): Promise<Story> => {
    const { operator, push, untilWeight, minutes } = await open({ incidents: [incident] });
    await createSilentAlarm(operator.cloudWatch, incident);
    push('1.1.0');
    await untilWeight(25);
    await fire(operator.cloudWatch, incident);
    await minutes(60);
    return story;
  };

  it('freezes steps forward, and its end lets them go on', async () => {
    const { operator, verdict, weights, untilEnded } = await during();
    expect(await verdict()).toMatchObject({ kind: 'hold', because: expect.stringContaining(incident) });
    expect(await weights()).toEqual({ blue: 75, green: 25 });
    await calm(operator.cloudWatch, incident);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });

  it('freezes no way back', async () => {
    const { operator, untilWeight, untilEnded } = await during();
    await fire(operator.cloudWatch);
    await untilWeight(0, 10);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
  });
});
