import { describe, expect, it } from '@jest/globals';
import type { Report } from './command/jobs.ts';
import { runAll, workersByDefault } from './command/pool.ts';
import { isBroken } from './command/summary.ts';
import { runSeed } from './run-seed.ts';

const seeds = [1, 2, 5, 7, 10, 12, 24, 28, 32, 100, 109, 313];

describe('a random storm', () => {
  it('leaves users, flags, lock and history as they must be, whatever happened', async () => {
    const reports: Report[] = [];
    const jobs = seeds.map((seed) => ({ kind: 'seed', seed }) as const);
    await runAll(jobs, workersByDefault, (report) => reports.push(report));
    const broken = reports.filter(isBroken);
    expect(broken.map(({ name, violations, defect }) => ({ name, violations, defect }))).toEqual([]);
    expect(reports).toHaveLength(seeds.length);
  }, 300_000);

  it('is the same story for the same seed', async () => {
    const once = await runSeed(5, true);
    const again = await runSeed(5, true);
    expect(again.story).toEqual(once.story);
    expect(once.story.length).toBeGreaterThan(50);
  }, 120_000);
});
