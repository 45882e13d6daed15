import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { calm, fire } from '../peers/world/alarms.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

/** Everybody is on the new version, whose bake is over. */
const afterBake = async (): Promise<Story> => {
  const policy = { strategy: 'blue-green', weights: [100], bakeSeconds: 60, drainSeconds: 300 } as const;
  story = await openStory({ policy });
  story.push('1.1.0');
  await story.untilWeight(100);
  await story.minutes(5);
  return story;
};

describe('an alarm after everybody got the new version', () => {
  it('swings users back at once while the old environment is warm', async () => {
    const { operator, looks, untilWeight, untilEnded, pods, users } = await afterBake();
    expect((await looks()).at(-1)?.verdict.kind).toBe('advance');
    expect(pods('blue')).toHaveLength(3);
    await fire(operator.cloudWatch);
    await untilWeight(0, 10);
    expect(await untilEnded(1)).toMatchObject([{ to: '1.1.0', outcome: 'rolledBack' }]);
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.0.0');
  });

  it('starts a release of the version before once that is being retired', async () => {
    const { operator, record, until, untilEnded, users } = await afterBake();
    await until(async () => (await record())?.status === 'retiring', 1800);
    await fire(operator.cloudWatch);
    const ends = await untilEnded(2);
    expect(ends.map(({ to, outcome }) => [to, outcome])).toEqual([
      ['1.1.0', 'released'],
      ['1.0.0', 'released'],
    ]);
    expect((await record())?.release.startedBy).toBe('fallback');
    expect(users.failed()).toEqual([]);
    expect(users.seen.at(-1)?.version).toBe('1.0.0');
  });

  it('that comes when all is over is no release’s any more', async () => {
    const { operator, minutes, untilEnded, ends, anyRuns, users } = await afterBake();
    await untilEnded(1);
    await minutes(5);
    await fire(operator.cloudWatch);
    await minutes(10);
    expect([await ends(), await anyRuns()]).toMatchObject([[{ outcome: 'released' }], false]);
    await calm(operator.cloudWatch);
    expect(users.seen.at(-1)?.version).toBe('1.1.0');
  });
});
