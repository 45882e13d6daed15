import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

const tenAnHour = 10 / 3600;
const hour = 3600;

/** At ten in the evening a good version has got its first users: five an hour. */
const atNight = async (inconclusive: 'ask' | 'advance' | 'rollBack'): Promise<Story> => {
  const health = { patience: '1h', inconclusive, askFor: '12h' };
  const policy = {
    strategy: 'blue-green',
    weights: [50, 100],
    bakeSeconds: 600,
    minimumRequests: 100,
    health,
  } as const;
  const long = { hour: 22, replicas: 2, probeSeconds: 30, usersPerSecond: tenAnHour };
  story = await openStory({ policy, ...long });
  story.push('1.1.0');
  await story.untilWeight(50);
  return story;
};

describe('a good version at night, when ten users an hour are awake', () => {
  it('is held, and the sentence says how many requests are missing', async () => {
    const { minutes, verdict, weights } = await atNight('ask');
    await minutes(45);
    expect(await verdict()).toMatchObject({ kind: 'hold', because: expect.stringMatching(/requests.*: \d of 100/) });
    expect(await weights()).toEqual({ blue: 50, green: 50 });
  });

  it('is asked about after the patience, and goes on by itself when the morning brings users', async () => {
    const { minutes, users, untilVerdict, untilEnded, weights, record } = await atNight('ask');
    expect(await untilVerdict('ask')).toMatch(/requests.*: \d+ of 100/);
    await minutes(4 * 60);
    expect(await weights()).toEqual({ blue: 50, green: 50 });
    users.come(2);
    expect((await untilEnded(1, 6 * hour)).map(({ outcome }) => outcome)).toEqual(['released']);
    expect((await record())?.answers).toBeUndefined();
    expect(users.seen.at(-1)).toMatchObject({ status: 200, version: '1.1.0' });
  });

  it('goes on at once when a person says yes', async () => {
    const { answer, untilVerdict, untilWeight, record } = await atNight('ask');
    await untilVerdict('ask');
    expect(await answer('yes', 'ada')).toMatchObject({ outcome: 'kept' });
    await untilWeight(100, 60);
    expect((await record())?.answers).toMatchObject([{ question: 'go on from 50 %', said: 'yes', by: 'ada' }]);
  });

  it('goes back when a person says no, who is named', async () => {
    const { answer, untilVerdict, untilEnded } = await atNight('ask');
    await untilVerdict('ask');
    await answer('no', 'ada');
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because: expect.stringMatching(/^ada .*no/) }]);
  });

  it('goes back when nobody answers', async () => {
    const { untilEnded, users } = await atNight('ask');
    const [end] = await untilEnded(1, 16 * hour);
    expect([end?.outcome, end?.because]).toEqual([
      'rolledBack',
      expect.stringMatching(/inconclusive.*nobody answered/),
    ]);
    expect(users.failed()).toEqual([]);
  });

  it('goes on by the policy’s word, and every such step is told to be inconclusive', async () => {
    const { looks, untilEnded } = await atNight('advance');
    expect((await untilEnded(1, 6 * hour)).map(({ outcome }) => outcome)).toEqual(['released']);
    const steps = (await looks()).filter(({ verdict }) => verdict.kind === 'advance');
    expect(steps).toMatchObject([{ verdict: { inconclusive: true } }, { verdict: { inconclusive: true } }]);
  });

  it('goes back by the policy’s word, which is no verdict on the version', async () => {
    const { untilEnded, record } = await atNight('rollBack');
    const [end] = await untilEnded(1, 6 * hour);
    expect([end?.outcome, end?.because]).toEqual(['rolledBack', expect.stringMatching(/held .*: \d+ of 100/)]);
    expect((await record())?.blame).toBe('patience');
  });
});
