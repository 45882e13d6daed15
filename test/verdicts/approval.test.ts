import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fire } from '../peers/world/alarms.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

/** Half of the users are on the new version, and a person must agree to more. */
const asked = async (within = '8h'): Promise<Story> => {
  const more = { gates: { approvals: [{ before: 100, within }] } };
  const policy = { strategy: 'blue-green', weights: [50, 100], bakeSeconds: 300, more } as const;
  story = await openStory({ policy, usersPerSecond: 1 });
  story.push('1.1.0');
  await story.untilVerdict('ask');
  return story;
};

/** Seconds until the execution enters this state. */
const secondsUntil = async ({ cloud, until }: Story, state: string, deed: () => Promise<unknown>): Promise<number> => {
  const entered: string[] = [];
  const stop = cloud.services.states.onStateEntered((_execution, name) => void entered.push(name));
  const since = cloud.clock.now();
  await deed();
  await until(() => entered.includes(state));
  stop();
  return (cloud.clock.now() - since) / 1000;
};

const question = 'give 100 % of users the new version';

describe('a release that waits for a person', () => {
  it('goes on at once when one agrees, and the ledger has who and when', async () => {
    const { cloud, answer, minutes, untilEnded, record } = await asked();
    await minutes(70);
    const at = new Date(cloud.clock.now()).toISOString().slice(0, 16);
    expect(await secondsUntil(story, 'ScaleCandidate', () => answer('yes', 'ada'))).toBeLessThan(5);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
    const given = { question, said: 'yes', by: 'ada', at: expect.stringContaining(at) };
    expect((await record())?.answers).toEqual([given]);
  });

  it('goes back at once when one refuses', async () => {
    const { answer, minutes, untilEnded, users } = await asked();
    await minutes(60);
    expect(await secondsUntil(story, 'RollBack', () => answer('no', 'ada'))).toBeLessThan(10);
    const because = expect.stringContaining(`ada answered no to "${question}"`);
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
    expect(users.failed()).toEqual([]);
  });

  it('goes back when nobody agreed in time', async () => {
    const { untilEnded } = await asked('30m');
    const because = expect.stringContaining('nobody agreed within');
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
  });

  it('keeps the first answer: a second one is told to be late', async () => {
    const { answer, untilWeight } = await asked();
    await answer('yes', 'ada');
    expect(await answer('no', 'bob')).toMatchObject({ outcome: 'late' });
    await untilWeight(100, 120);
  });

  it('is woken at once by an abort', async () => {
    const { abort, minutes, untilEnded } = await asked();
    await minutes(120);
    expect(await secondsUntil(story, 'RestoreWorkload', () => abort('wrong ticket'))).toBeLessThan(20);
    const because = expect.stringContaining('wrong ticket');
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack', because }]);
  });

  it('goes back when an alarm fires meanwhile, and an answer that comes later moves nobody', async () => {
    const { operator, answer, minutes, until, weights, untilEnded } = await asked();
    await minutes(120);
    const away = () => until(async () => (await weights()).green === 0);
    const road = async () => {
      await fire(operator.cloudWatch);
      await away();
    };
    expect(await secondsUntil(story, 'RestoreWorkload', road)).toBeLessThan(20);
    expect(await answer('yes', 'ada')).toMatchObject({ outcome: 'notAsked' });
    expect(await untilEnded(1)).toMatchObject([{ outcome: 'rolledBack' }]);
  });

  it('goes on at its next look when the doorbell is lost', async () => {
    const { cloud, answer, minutes, untilWeight } = await asked();
    await minutes(60);
    const rings = { service: 'states', operation: 'SendTaskSuccess', times: 1000 };
    cloud.faults.breakNext(rings, { kind: 'error', name: 'AccessDeniedException', message: 'no', statusCode: 400 });
    const told = await answer('yes', 'ada');
    expect(told).toMatchObject({ outcome: 'kept', because: expect.stringContaining('could not be woken') });
    const seconds = Number(/within (\d+) s/.exec(told.because)?.[1]);
    await untilWeight(100, seconds + 60);
  });
});
