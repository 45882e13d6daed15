import { afterEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../src/clock.ts';
import { createClock } from '../src/scaled-clock.ts';
import { seededRandom } from '../src/seeded-random.ts';

const start = Date.UTC(2026, 10, 23);
const dayMs = 86_400_000;
let clock: Clock;
afterEach(() => clock.close());

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('virtual time', () => {
  it('passes a day of waits at once, each waking at its own time', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    const woken: number[] = [];
    for (let hour = 0; hour < 24; hour++) {
      await clock.sleep(3_600_000);
      woken.push(clock.now() - start);
    }
    expect(woken).toEqual(Array.from({ length: 24 }, (_, hour) => (hour + 1) * 3_600_000));
  });

  it('runs timers in the order they are due, and those of one instant in the order they were set', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    const order: string[] = [];
    clock.after(2000, () => order.push('late'));
    clock.after(1000, () => order.push('first of two'));
    clock.after(1000, () => order.push('second of two'));
    await clock.sleep(3000);
    expect(order).toEqual(['first of two', 'second of two', 'late']);
  });

  it('does not jump while anyone works, and jumps when the last one is done', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    let rung = false;
    clock.after(dayMs, () => {
      rung = true;
    });
    const one = clock.busy();
    const other = clock.busy();
    await turns(100);
    one();
    one();
    await turns(100);
    expect(rung).toBe(false);
    expect(clock.now() - start).toBeLessThan(dayMs);
    other();
    await clock.sleep(dayMs);
    expect(rung).toBe(true);
  });

  it('lets work that starts before the jump hold it back', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    let rung = false;
    clock.after(dayMs, () => {
      rung = true;
    });
    await turns(3);
    const done = clock.busy();
    await turns(100);
    expect(rung).toBe(false);
    done();
  });

  it('stands still while nothing is due', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    await turns(50);
    expect(clock.now()).toBe(start);
  });

  it('never runs a cancelled timer', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    let rung = false;
    const cancel = clock.after(1000, () => {
      rung = true;
    });
    clock.after(1000, () => undefined);
    cancel();
    await clock.sleep(2000);
    expect(rung).toBe(false);
  });

  it('ends a sleep with the reason of the signal that aborts it', async () => {
    clock = createClock({ scale: Number.POSITIVE_INFINITY, start });
    const abort = new AbortController();
    const done = clock.busy();
    const asleep = clock.sleep(dayMs, abort.signal);
    abort.abort(new Error('stopped'));
    await expect(asleep).rejects.toThrow('stopped');
    await expect(clock.sleep(dayMs, abort.signal)).rejects.toThrow('stopped');
    done();
  });
});

describe('scaled time', () => {
  it('shortens waits by its scale', async () => {
    clock = createClock({ scale: 10_000_000, start });
    await clock.sleep(dayMs);
    expect(clock.now()).toBeGreaterThanOrEqual(start + dayMs);
  });

  it('runs at the real rate while anyone works', async () => {
    clock = createClock({ scale: 1e12, start });
    const done = clock.busy();
    const before = clock.now();
    await turns(20);
    expect(clock.now() - before).toBeLessThan(dayMs);
    done();
    await turns(20);
    expect(clock.now() - before).toBeGreaterThan(dayMs);
  });

  it('never goes back, however often the rate changes', () => {
    clock = createClock({ scale: 60, start });
    let last = clock.now();
    for (let change = 0; change < 10_000; change++) {
      clock.busy()();
      const now = clock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  it('refuses a scale that would stretch time', () => {
    expect(() => createClock({ scale: 0.5 })).toThrow('the time scale must be 1 or more');
    expect(() => createClock({ scale: Number.NaN })).toThrow('the time scale must be 1 or more');
  });
});

describe('the seeded random', () => {
  it('draws the same numbers for the same seed and others for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays within [0, 1) and fills it evenly', () => {
    const draws = Array.from({ length: 10_000 }, seededRandom(1));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
  });
});
