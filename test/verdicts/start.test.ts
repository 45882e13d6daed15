import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { calm, fire } from '../peers/world/alarms.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
beforeEach(async () => {
  story = await openStory();
});
afterEach(() => story.close());

const hotfix = { service: 'shop', tag: '1.1.0', hotfix: true };

describe('an alarm that fires before a release begins', () => {
  beforeEach(() => fire(story.operator.cloudWatch));

  it('refuses a push, with a sentence that says what to do, and nothing has happened', async () => {
    const { push, untilRefused, pods, weights, record } = story;
    push('1.1.0');
    expect(await untilRefused()).toMatch(/an alarm fires already: tidegate--shop--errors; .*hotfix/);
    expect([pods('green'), await weights(), await record()]).toEqual([[], { blue: 1, green: 0 }, undefined]);
  });

  it('refuses no push once it is quiet again', async () => {
    const { push, untilRefused, untilEnded, operator } = story;
    push('1.1.0');
    await untilRefused();
    await calm(operator.cloudWatch);
    push('1.1.1');
    expect(await untilEnded(1)).toMatchObject([{ to: '1.1.1', outcome: 'released' }]);
  });

  it('lets a hotfix pass that says why, to everybody in one step', async () => {
    const { push, start, untilRefused, untilEnded, record } = story;
    push('1.1.0');
    await untilRefused();
    await start({ ...hotfix, reason: 'carts are lost' });
    expect(await untilEnded(1)).toMatchObject([{ to: '1.1.0', outcome: 'released' }]);
    const shifts = (await record())?.release.plan.filter(({ kind }) => kind === 'shift');
    expect(shifts).toMatchObject([{ weight: 0 }, { weight: 100 }]);
  });

  it('refuses a hotfix without a reason', async () => {
    const { push, start, untilRefused } = story;
    push('1.1.0');
    await untilRefused();
    await start(hotfix);
    expect(await untilRefused(2)).toContain('say why in "reason"');
  });
});
