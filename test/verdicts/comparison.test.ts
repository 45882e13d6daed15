import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { WorldOptions } from '../peers/world/world.ts';
import { failing, failingWhile, leaking, taking, warmingUp } from './world/behaviours.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

/** Alarms that notice nothing, users enough to tell versions apart, and a while in which stable is known. */
const open = async (options: Partial<WorldOptions> = {}): Promise<Story> => {
  const policy = { strategy: 'blue-green', weights: [10, 25, 50, 100], bakeSeconds: 300, minimumRequests: 20 } as const;
  story = await openStory({ policy, alarmAbove: 1_000_000, usersPerSecond: 20, ...options });
  await story.minutes(20);
  return story;
};

const heaviest = async ({ weights, until, ends }: Story): Promise<number> => {
  let most = 0;
  await until(async () => {
    most = Math.max(most, (await weights()).green);
    return (await ends()).length > 0;
  });
  return most;
};

describe('a version whose errors creep up while users are moved to it', () => {
  it('is caught by comparison before everybody is on it, though no alarm notices', async () => {
    const { cloud, push, users, exposed, ends } = await open();
    push('1.1.0', leaking(cloud.clock, 0.2, 0.04));
    expect(await heaviest(story)).toBeLessThan(100);
    expect(await ends()).toMatchObject([
      { outcome: 'rolledBack', because: expect.stringMatching(/failed on the new version .*it is worse/) },
    ]);
    expect(exposed('1.1.0')).toBeLessThan(6000);
    expect(users.failed().length).toBeLessThan(100);
    expect(new Set(users.failed().map(({ version }) => version))).toEqual(new Set(['1.1.0']));
  });
});

describe('a version that is as bad as stable', () => {
  it('is released: what it fails at is no news', async () => {
    const { push, untilEnded } = await open({ first: failing(0.03, 1) });
    push('1.1.0', failing(0.03, 2));
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});

describe('a version that turns bad only when everybody is on it', () => {
  it('is rolled back by what stable was like before', async () => {
    const state = { alone: false };
    const { push, untilWeight, untilEnded, users } = await open();
    push(
      '1.1.0',
      failingWhile(() => state.alone, 0.05),
    );
    await untilWeight(100);
    state.alone = true;
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringMatching(/the old one .*it is worse/)]);
    expect(users.seen.at(-1)).toMatchObject({ status: 200, version: '1.0.0' });
  });
});

describe('a version that answers later than stable', () => {
  it('is rolled back though it fails at nothing', async () => {
    const { push, users, ends } = await open({ first: taking(60, 1) });
    push('1.1.0', taking(120, 2));
    expect(await heaviest(story)).toBeLessThan(100);
    expect(await ends()).toMatchObject([{ outcome: 'rolledBack', because: expect.stringContaining('it is slower') }]);
    expect(users.failed()).toEqual([]);
  });

  it('for the first minute only, like a JVM that warms up, is released', async () => {
    const { cloud, push, untilEnded } = await open({ first: taking(60, 1) });
    const factor = warmingUp(cloud.clock, 4, 60);
    push(
      '1.1.0',
      taking(() => 60 * factor(), 2),
    );
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});
