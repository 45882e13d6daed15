import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Behaviour } from '../peers/world/versions.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

/** Half of the users are on a version whose bake has just begun. No alarm notices what pods do. */
const atHalf = async (behaviour: Behaviour): Promise<Story> => {
  const policy = { strategy: 'blue-green', weights: [50, 100], bakeSeconds: 1200 } as const;
  story = await openStory({ policy, replicas: 4, alarmAbove: 1_000_000 });
  story.push('1.1.0', behaviour);
  await story.untilWeight(50);
  await story.minutes(1);
  return story;
};

const secondsUntilBack = async ({ cloud, until, weights }: Story): Promise<number> => {
  const since = cloud.clock.now();
  await until(async () => (await weights()).green === 0, 1200);
  return (cloud.clock.now() - since) / 1000;
};

describe('pods of a version that users are on', () => {
  it('that end again and again end the release at the next look, not at the end of the bake', async () => {
    const state = { broken: false, requests: 0 };
    const { untilEnded, users } = await atHalf({ dies: () => state.broken && state.requests++ % 40 === 0 });
    state.broken = true;
    expect(await secondsUntilBack(story)).toBeLessThanOrEqual(130);
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringMatching(/ended .*while users were on/)]);
    expect(users.seen.at(-1)).toMatchObject({ status: 200, version: '1.0.0' });
  });

  it('are forgiven one crash, once the pod has run for a while again', async () => {
    const state = { broken: false };
    const dies = () => {
      const once = state.broken;
      state.broken = false;
      return once;
    };
    const { looks, untilEnded } = await atHalf({ dies });
    state.broken = true;
    expect((await untilEnded(1)).map(({ outcome }) => outcome)).toEqual(['released']);
    const restarts = (await looks()).map(({ verdict }) => verdict.kind);
    expect(restarts).not.toContain('rollBack');
    expect(state.broken).toBe(false);
  });

  it('that lose their readiness, half of them, end the release at the next look', async () => {
    const state = { lost: false };
    const { untilEnded, users } = await atHalf({ isReady: (process) => !state.lost || process >= 2 });
    state.lost = true;
    expect(await secondsUntilBack(story)).toBeLessThanOrEqual(150);
    const [end] = await untilEnded(1);
    expect([end?.outcome, end?.because]).toEqual([
      'rolledBack',
      expect.stringContaining('2 of 4 pods lost their readiness'),
    ]);
    expect(users.failed()).toEqual([]);
  });
});
