import { describe, expect, it } from '@jest/globals';
import type { Step } from '../../src/contracts/plan.ts';
import { announcedDowntime } from '../../src/domain/downtime.ts';

const shift = (weight: number): Step => ({ kind: 'shift', weight });
const stop: Step = { kind: 'stop', retryAfterSeconds: 30, drainSeconds: 15, withinSeconds: 120 };
const between: readonly Step[] = [
  { kind: 'deploy', inPlace: true },
  { kind: 'awaitReady', withinSeconds: 30 },
  { kind: 'smoke', checks: [] },
];
const after: readonly Step[] = [
  { kind: 'bake', weight: 100, bakeSeconds: 300 },
  { kind: 'retire', drainSeconds: 0, side: 'nobody' },
];
const plan = [shift(0), stop, ...between, shift(100), ...after];
const announced = (startSeconds: number | null, graceSeconds: number) =>
  announcedDowntime(plan, { startSeconds, graceSeconds }) ?? NaN;

describe('the announced downtime', () => {
  it('is none for a plan without a maintenance answer', () => {
    expect(announcedDowntime([shift(0), ...between, shift(100), ...after], {})).toBeUndefined();
  });

  it('is drain, stop and start, each seen by looks, and the way to the users', () => {
    const [drain, stopped, started, turns, opening] = [15, 2.4, 10.2, 2.4, 2];
    expect(announced(8, 2)).toBe(Math.ceil(drain + stopped + started + turns + opening));
  });

  it('knows nothing of what comes before the door closes or after it opens', () => {
    const late = [...plan, { kind: 'awaitReady', withinSeconds: 30 } as const];
    expect(announcedDowntime([{ kind: 'awaitReady', withinSeconds: 30 }, ...late], { startSeconds: 8 })).toBe(
      announcedDowntime(plan, { startSeconds: 8 }),
    );
  });

  it('assumes a start and a stop where nothing tells', () => {
    expect(announcedDowntime(plan, {})).toBe(announced(15, 2));
    expect(announced(null, 2)).toBe(announced(15, 2));
  });

  it('grows with what the version takes', () => {
    const growing = [0, 1, 2, 5, 10, 20, 60].map((seconds) => announced(seconds, seconds));
    expect(growing).toEqual([...growing].sort((one, other) => one - other));
    expect(growing.at(-1)).toBeGreaterThan(15 + 60 + 60);
  });
});
