import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from './command/jobs.ts';
import { runAll, workersByDefault } from './command/pool.ts';
import { isBroken } from './command/summary.ts';
import { allStops } from './stops/states.ts';

/** Only a plan that a newer Tidegate wrote has a step that the machine does not know. */
const neverEntered = ['UnknownStep'];

let unreached: readonly string[];
const reports: Report[] = [];
beforeAll(async () => {
  const found = await allStops();
  unreached = found.unreached;
  const jobs = found.stops.map((stop) => ({ kind: 'stop', stop }) as const);
  await runAll(jobs, workersByDefault, (report) => reports.push(report));
}, 900_000);

describe('an execution that is stopped in any state, and redriven one release later', () => {
  it('can be stopped in every state but those that no story enters', () => {
    expect(unreached).toEqual(neverEntered);
    expect(reports.filter(({ stop }) => !stop?.stopped).map(({ name, defect }) => ({ name, defect }))).toEqual([]);
  });

  it('ends on the version before until the point of no return, on the new one after it, and changes nothing again', () => {
    const broken = reports.filter(isBroken);
    expect(broken.map(({ name, violations, defect }) => ({ name, violations, defect }))).toEqual([]);
  });

  it('is stopped on both sides of the point of no return', () => {
    expect(new Set(reports.map(({ stop }) => stop?.pastReturn))).toEqual(new Set([true, false]));
  });
});
