import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

const bad = { isReady: () => false };

/** Three versions never got ready, one after the other. */
const broken = async (): Promise<Story> => {
  const breaker = { failures: 3, within: '24h', cooldown: '2h' };
  const policy = { strategy: 'blue-green', readySeconds: 30, more: { breaker } } as const;
  story = await openStory({ policy, usersPerSecond: 1 });
  for (const patch of [1, 2, 3]) {
    story.push(`1.0.${patch}`, bad);
    await story.untilEnded(patch);
  }
  return story;
};

/** Pushes a version and answers why it was refused. */
const refusal = async ({ push, untilRefused, executions }: Story, tag: string): Promise<string> => {
  const before = (await executions()).length;
  push(tag);
  return untilRefused(before + 1);
};

const lastEnd = async ({ untilEnded }: Story, count: number) => (await untilEnded(count)).at(-1);

describe('the breaker of a service', () => {
  it('is opened by three failed releases: a fourth push is refused, and told which failed and until when', async () => {
    const { record } = await broken();
    const why = await refusal(story, '1.0.4');
    expect(why).toMatch(/3 .*failed within 24 h \(1\.0\.1, 1\.0\.2, 1\.0\.3\): .*refused until \d\d:\d\d UTC/);
    expect((await record())?.release.to.version).toBe('1.0.3');
  });

  it('lets a person pass at any time', async () => {
    const { start } = await broken();
    await refusal(story, '1.0.4');
    await start({ service: 'shop', tag: '1.0.4' });
    expect(await lastEnd(story, 4)).toMatchObject({ to: '1.0.4', outcome: 'released' });
  });

  it('lets one release try after the cooldown, and is closed when it succeeds', async () => {
    const { push, minutes } = await broken();
    await minutes(120);
    push('1.0.4');
    expect(await lastEnd(story, 4)).toMatchObject({ to: '1.0.4', outcome: 'released' });
    push('1.0.5', bad);
    expect(await lastEnd(story, 5)).toMatchObject({ to: '1.0.5', outcome: 'rolledBack' });
    push('1.0.6');
    expect(await lastEnd(story, 6)).toMatchObject({ to: '1.0.6', outcome: 'released' });
  });

  it('is opened again by a trial that fails', async () => {
    const { push, minutes } = await broken();
    await minutes(120);
    push('1.0.4', bad);
    expect(await lastEnd(story, 4)).toMatchObject({ to: '1.0.4', outcome: 'rolledBack' });
    expect(await refusal(story, '1.0.5')).toMatch(/1\.0\.4 was tried after .* and failed too/);
  });

  it('counts no release that a person sent back', async () => {
    const { push, abort, untilWeight, untilEnded } = (story = await openStory({
      policy: { strategy: 'blue-green', more: { breaker: { failures: 1 } } },
    }));
    push('1.0.1');
    await untilWeight(50);
    await abort('lunch');
    await untilEnded(1);
    push('1.0.2');
    expect(await lastEnd(story, 2)).toMatchObject({ to: '1.0.2', outcome: 'released' });
  });
});
