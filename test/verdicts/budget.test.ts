import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { failing, failingWhile } from './world/behaviours.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

/** Ninety-nine of a hundred requests must succeed, and comparison forgives a lot. */
const policy = {
  strategy: 'blue-green',
  weights: [50, 100],
  bakeSeconds: 900,
  health: { errors: { worseBy: 30 } },
  more: { budget: { objective: 99, share: 25 } },
} as const;
const quiet = { policy, usersPerSecond: 10, alarmAbove: 1_000_000 } as const;

describe('an error budget that is spent', () => {
  const spent = async (): Promise<Story> => {
    const state = { bad: true };
    story = await openStory({ ...quiet, first: failingWhile(() => state.bad, 0.1) });
    await story.minutes(10);
    state.bad = false;
    await story.minutes(5);
    return story;
  };

  it('refuses releases that start by themselves, with the numbers', async () => {
    const { push, untilRefused, record } = await spent();
    push('1.1.0');
    expect(await untilRefused()).toMatch(/99 % over 30 days allows \d+ failed requests of .*; \d+ have failed/);
    expect(await record()).toBeUndefined();
  });

  it('lets a person release the fix', async () => {
    const { push, start, untilRefused, untilEnded } = await spent();
    push('1.1.0');
    await untilRefused();
    await start({ service: 'shop', tag: '1.1.0' });
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});

describe('a release that costs its share of what is left of the error budget', () => {
  const release = async (errors: number): Promise<Story> => {
    story = await openStory(quiet);
    await story.minutes(30);
    story.push('1.1.0', failing(errors));
    return story;
  };

  it('is rolled back, though nothing else speaks against it', async () => {
    const { untilEnded, users, record } = await release(0.02);
    const because = expect.stringMatching(/it cost about \d+ failed requests, more than the \d+ .*error budget/);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
    const allowed = (await record())?.release.terms?.errorsAllowed ?? 0;
    expect(users.failed().length).toBeLessThan(2 * allowed + 60);
  });

  it('is released when it costs less', async () => {
    const { untilEnded } = await release(0.002);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
  });
});
