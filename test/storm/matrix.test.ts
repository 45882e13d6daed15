import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Report } from './command/jobs.ts';
import { runAll, workersByDefault } from './command/pool.ts';
import { isBroken } from './command/summary.ts';
import { type CallBook, keyOf, readCallBook } from './matrix/call-book.ts';
import { allCells, faultKinds, sampleOfCells } from './matrix/cells.ts';

const serverless = fileURLToPath(new URL('../../serverless.yml', import.meta.url));

interface Serverless {
  readonly functions: Readonly<Record<string, { readonly name: string }>>;
}

let book: CallBook;
beforeAll(async () => {
  book = await readCallBook();
}, 180_000);

function functionNames(): readonly string[] {
  const { functions } = parse(readFileSync(serverless, 'utf8'), { logLevel: 'error' }) as Serverless;
  const prefix = 'tidegate-dev-';
  return Object.values(functions).map(({ name }) => `${prefix}${name.split('-').slice(2).join('-')}`);
}

describe('the fault matrix', () => {
  it('has calls of every function that is deployed, each invoked by the machine, a rule or an operator', () => {
    const invoked = new Set(book.places.map((place) => place.invoked.split(':').at(-1)));
    const silent = functionNames().filter((name) => !book.callers.has(name));
    const uninvoked = functionNames().filter((name) => !invoked.has(name));
    expect({ silent, uninvoked }).toEqual({ silent: [], uninvoked: [] });
  });

  it('breaks every recorded call in every way', () => {
    const cells = allCells(book.places);
    const broken = new Set(cells.map(({ place, kind }) => `${keyOf(place)} ${kind}`));
    const recorded = book.recorded.flatMap((key) => faultKinds.map((kind) => `${key} ${kind}`));
    expect(recorded.filter((key) => !broken.has(key))).toEqual([]);
    expect(cells.length).toBeGreaterThanOrEqual(recorded.length);
  });

  /** Each call in one way, the ways in turn; `npm run storm -- --matrix` breaks each in every way. */
  it('leaves everything as it must be, whichever call breaks', async () => {
    const cells = sampleOfCells(book.places);
    const reports: Report[] = [];
    const jobs = cells.map((cell) => ({ kind: 'cell', cell }) as const);
    await runAll(jobs, workersByDefault, (report) => reports.push(report));
    const broken = reports.filter(isBroken);
    expect(broken.map(({ name, violations, defect }) => ({ name, violations, defect }))).toEqual([]);
    expect(reports).toHaveLength(cells.length);
  }, 600_000);
});
