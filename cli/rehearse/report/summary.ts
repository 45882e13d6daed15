import type { RehearsalReport, ReleaseReport } from '../../../src/contracts/report.ts';
import type { Colors } from '../../terminal.ts';
import { countText, spanText } from '../timeline/layout.ts';
import { migrationLines } from './migration-lines.ts';

/** The report for people: a table of releases, users' requests, and every check that does not hold. */
export function summaryLines(report: RehearsalReport, colors: Colors): string[] {
  const migrations = migrationLines(report.migrations, colors);
  return [
    '',
    ...tableLines(report.releases, colors),
    '',
    ...migrations,
    ...loadLines(report),
    '',
    ...verdictLines(report, colors),
  ];
}

const titles = ['release', 'outcome', 'took', 'requests', 'failed', 'alarm to last bad', 'calls'] as const;
/** Text stands at the left, figures at the right. */
const textColumns = 3;

function tableLines(releases: readonly ReleaseReport[], colors: Colors): string[] {
  const cells = releases.map(cellsOf);
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map((row, i) => painted(releases[i], rowText(row, widths), colors));
  return [colors.bold(rowText(titles, widths)), ...lines];
}

function rowText(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, i) =>
    i < textColumns ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
  );
  return `  ${padded.join('  ')}`.trimEnd();
}

function cellsOf(release: ReleaseReport): string[] {
  const served = release.requests.reduce((sum, version) => sum + version.served, 0);
  const apart = release.maintenance + release.lostWithNode;
  const failed = release.requests.reduce((sum, version) => sum + version.failed, 0);
  const calls = Object.values(release.apiCalls).reduce((sum, count) => sum + count, 0);
  return [
    `${release.service} ${release.from === null ? '' : `${release.from} → `}${release.to}`,
    release.outcome,
    spanText(release.durationMs),
    countText(served + failed + apart),
    countText(failed),
    exposureText(release),
    countText(calls),
  ];
}

function exposureText({ exposure }: ReleaseReport): string {
  if (exposure === null) return '–';
  return exposure.alarmToLastRequestMs === null ? 'none' : spanText(exposure.alarmToLastRequestMs);
}

function painted(release: ReleaseReport | undefined, line: string, colors: Colors): string {
  return release?.checks.every((check) => check.holds) ? line : colors.red(line);
}

function loadLines({ load, emulatedMs, realMs }: RehearsalReport): string[] {
  const versions = load.byVersion.map(({ version, served, failed }) => {
    return `${version} ${countText(served + failed)}${failed > 0 ? ` (${countText(failed)} failed)` : ''}`;
  });
  const rate = load.realSeconds === 0 ? 0 : Math.round(load.sent / load.realSeconds);
  return [
    `  ${countText(load.sent)} requests at ${rate} a second, ${countText(load.failed)} failed; p50 ${load.p50Ms} ms, p99 ${load.p99Ms} ms`,
    `  by version: ${versions.join(' · ')}`,
    ...apartLines(load),
    `  ${spanText(emulatedMs)} of emulated time in ${spanText(realMs)}`,
  ];
}

/** What is no failure, but no answer of the service either. */
function apartLines({ maintenance, lostWithNode }: RehearsalReport['load']): string[] {
  return [
    ...(maintenance === 0 ? [] : [`  ${countText(maintenance)} got the maintenance answer`]),
    ...(lostWithNode === 0 ? [] : [`  ${countText(lostWithNode)} were lost with a node`]),
  ];
}

function verdictLines(report: RehearsalReport, colors: Colors): string[] {
  const checks = [
    ...report.releases.flatMap(({ to, checks }) => checks.map((check) => ({ ...check, subject: to }))),
    ...report.checks.map((check) => ({ ...check, subject: 'load' })),
  ];
  const broken = checks.filter((check) => !check.holds);
  const lines = broken.map(({ subject, claim, found }) => colors.red(`  ✘ ${subject}: ${claim}. Found: ${found}`));
  if (report.interrupted) return [...lines, colors.yellow('  Interrupted: this is what happened so far.')];
  if (broken.length > 0)
    return [
      ...lines,
      colors.red(`  It went otherwise than told: ${broken.length} of ${checks.length} checks do not hold.`),
    ];
  return [colors.green(`  ✔ It went as told: all ${checks.length} checks hold.`)];
}
