import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FaultTarget } from '../../emulator/src/faults.ts';
import { fire } from '../peers/world/alarms.ts';
import { openStory, type Story } from './world/story.ts';

jest.setTimeout(180_000);

let story: Story;
afterEach(() => story.close());

const unavailable = { kind: 'error', name: 'ServiceUnavailable', message: 'try later', statusCode: 503 } as const;
const judge = 'tidegate-dev-judge-health';

/** A bake has begun, and a source answers nobody who judges until the story says otherwise. */
const blindTo = async (service: FaultTarget['service'], caller?: string) => {
  const policy = { strategy: 'blue-green', weights: [50, 100], bakeSeconds: 300 } as const;
  story = await openStory({ policy });
  story.push('1.1.0');
  await story.untilWeight(50);
  const target = { service, times: 1_000_000, ...(caller === undefined ? {} : { caller }) };
  return story.cloud.faults.breakNext(target, unavailable);
};

describe.each([
  ['CloudWatch', 'monitoring', undefined, 'the alarms'],
  ['the Kubernetes API', 'kubernetes', judge, 'the pods'],
] as const)('%s is down for ten minutes of a bake', (_who, service, caller, what) => {
  it('which holds the release where it is, and says so', async () => {
    await blindTo(service, caller);
    await story.minutes(10);
    const because = expect.stringMatching(new RegExp(`could not look at .*${what} `));
    expect(await story.verdict()).toMatchObject({ kind: 'couldNotLook', because });
    expect(await story.weights()).toEqual({ blue: 50, green: 50 });
  });

  it('after which it goes on', async () => {
    const seesAgain = await blindTo(service, caller);
    await story.minutes(10);
    seesAgain();
    expect(await story.untilEnded(1)).toMatchObject([{ outcome: 'released' }]);
    expect(story.users.failed()).toEqual([]);
  });

  it('and an alarm sends users back all the same', async () => {
    await blindTo(service, caller);
    await story.minutes(5);
    await fire(story.operator.cloudWatch);
    await story.untilWeight(0, 10);
  });
});
