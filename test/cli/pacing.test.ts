import { describe, expect, it } from '@jest/globals';
import { createPacer, type Pacer } from '../../cli/rehearse/load/pacing.ts';

/** Sends as the generator does, with timers that fire to the millisecond; answers when each request was sent. */
function sendTimes(pacer: Pacer, fromMs: number, untilMs: number): number[] {
  const times: number[] = [];
  for (let now = fromMs; now < untilMs; ) {
    const turn = pacer.next(now, Infinity);
    for (let i = 0; i < turn.send; i += 1) times.push(now);
    now += Math.max(1, Math.trunc(turn.waitMs));
  }
  return times;
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, i) => time - (times[i] ?? 0));

describe('the pace of the load', () => {
  it.each([1, 7, 50, 200, 333, 1000, 2000])('sends %i requests in each second', (rate) => {
    const times = sendTimes(createPacer(rate, 0), 0, 3_000);
    expect(Math.abs(times.length - 3 * rate)).toBeLessThanOrEqual(1);
  });

  it('sends evenly, not in bursts', () => {
    const times = sendTimes(createPacer(200, 0), 0, 2_000);
    expect(Math.max(...gaps(times))).toBeLessThanOrEqual(6);
    expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(4);
  });

  it('catches up at twice the rate after a stall, instead of all at once', () => {
    const pacer = createPacer(200, 0);
    sendTimes(pacer, 0, 1_000);
    const afterStall = sendTimes(pacer, 1_400, 2_400);
    expect(afterStall.filter((time) => time < 1_410).length).toBeLessThanOrEqual(5);
    expect(Math.abs(afterStall.length - 280)).toBeLessThanOrEqual(2);
  });

  it('gives requests up that are late by more than a second, and says how many', () => {
    const pacer = createPacer(100, 0);
    sendTimes(pacer, 0, 1_000);
    expect(pacer.next(5_000, Infinity)).toMatchObject({ send: 1, unsent: 301 });
  });

  it('counts what it has no room to send as unsent', () => {
    const pacer = createPacer(100, 0);
    expect(pacer.next(0, 0)).toMatchObject({ send: 0, unsent: 1 });
    expect(pacer.next(10, 1)).toMatchObject({ send: 1, unsent: 0 });
  });

  it('asks to come back when the next request is due', () => {
    expect(createPacer(10, 0).next(0, 1)).toEqual({ send: 1, unsent: 0, waitMs: 100 });
  });
});
