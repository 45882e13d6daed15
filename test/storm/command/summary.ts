import { addTallies, emptyTally, type Tally } from '../run-seed.ts';
import type { Report } from './jobs.ts';

/** Whether a story broke a rule, or the check itself failed to tell it. */
export const isBroken = ({ violations, defect }: Report): boolean => violations.length > 0 || defect !== undefined;

/** What all stories of one run come to. */
export interface Summary {
  readonly tally: Tally;
  readonly quarantines: readonly string[];
  readonly violated: readonly Report[];
}

/** Adds the reports up. */
export const summaryOf = (reports: readonly Report[]): Summary => ({
  tally: reports.reduce((sum, { tally }) => (tally ? addTallies(sum, tally) : sum), emptyTally),
  quarantines: reports.flatMap(({ name, quarantines }) => quarantines.map((because) => `${name}: ${because}`)),
  violated: reports.filter(isBroken),
});

const counts = (named: Readonly<Record<string, number>>): string =>
  Object.entries(named)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** The end of a run of seeds, for people. `seconds` is real time. */
export function seedLines(
  { tally, quarantines, violated }: Summary,
  seconds: number,
  workers: number,
): readonly string[] {
  const rate = tally.seeds / seconds / workers;
  return [
    `seeds        ${tally.seeds}`,
    `emulated     ${tally.emulatedHours.toFixed(1)} hours, ${tally.calls} calls`,
    `requests     ${tally.requests} of users`,
    `troubles     ${counts(tally.troubles)}`,
    `releases     ${counts(tally.outcomes)}`,
    `quarantines  ${quarantines.length}`,
    ...quarantines.map((line) => `  ${line}`),
    `violations   ${violated.length}`,
    `speed        ${rate.toFixed(2)} seeds per second and core (${seconds.toFixed(0)} s, ${workers} workers)`,
  ];
}

/** What is wrong, and how to see it again. */
export function violationLines({ violated }: Pick<Summary, 'violated'>): readonly string[] {
  return violated.flatMap(({ name, job, violations, defect }) => [
    `${name}`,
    ...violations.map((violation) => `  ${violation}`),
    ...(defect === undefined ? [] : [`  the check itself failed: ${defect}`]),
    ...(job.kind === 'seed' ? [`  reproduce: npm run storm -- --seed ${job.seed} --verbose`] : []),
    ...(job.kind === 'cell' ? [`  reproduce: npm run storm -- --matrix --only "${name}" --verbose`] : []),
    ...(job.kind === 'stop' ? [`  reproduce: npm run storm -- --stops --only "${name}" --verbose`] : []),
  ]);
}

/** The end of a run of stops, for people. */
export function stopLines(reports: readonly Report[], { violated }: Summary): readonly string[] {
  const past = reports.filter(({ stop }) => stop?.stopped && stop.pastReturn).length;
  const stopped = reports.filter(({ stop }) => stop?.stopped).length;
  return [
    `stops        ${stopped} of ${reports.length}: ${stopped - past} before the point of no return, ${past} after it`,
    `violations   ${violated.length}`,
  ];
}
