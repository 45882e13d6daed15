import { describe, expect, it } from '@jest/globals';
import { Departures } from '../../src/in-process/departures.ts';
import { createVirtualClock } from '../../src/virtual-clock.ts';

/** Sends all texts at one instant, in this order, and answers which of them left when, with the delay that it drew. */
async function departuresOf(texts: readonly string[]) {
  const clock = createVirtualClock(0);
  let drawn = 0;
  const departures = new Departures(clock, () => ++drawn);
  const left: [text: string, delayMs: number, at: number][] = [];
  clock.after(5, () => {
    for (const text of texts)
      departures.add({
        bytes: () => Buffer.from(text),
        leave: (delayMs) => void left.push([text, delayMs, clock.now()]),
      });
  });
  await clock.sleep(10);
  clock.close();
  return left;
}

const call = (target: string, id: string) =>
  `POST / HTTP/1.1\r\namz-sdk-invocation-id: ${id}\r\nx-amz-target: ${target}\r\n\r\n{}`;

describe('what is sent at one instant', () => {
  it('leaves at that instant', async () => {
    expect(await departuresOf(['only'])).toEqual([['only', 1, 5]]);
  });

  it('leaves in the same order with the same delays, whichever was written first', async () => {
    const texts = [call('Get', 'x'), call('List', 'x'), call('Put', 'x')];
    expect(await departuresOf(texts.toReversed())).toEqual(await departuresOf(texts));
  });

  it('has its order from what it says, not from the id that was drawn for it', async () => {
    const first = await departuresOf([call('Get', '9'), call('List', '1')]);
    const other = await departuresOf([call('List', '9'), call('Get', '1')]);
    expect(first.map(([text]) => text)).toEqual([call('Get', '9'), call('List', '1')]);
    expect(other.map(([text]) => text)).toEqual([call('Get', '1'), call('List', '9')]);
  });

  it('leaves in the order in which it was written when it says the same', async () => {
    const ids = (await departuresOf([call('Get', '2'), call('Get', '1')])).map(([text]) => text);
    expect(ids).toEqual([call('Get', '2'), call('Get', '1')]);
  });
});
