import type { RehearsalReport, ReleaseReport } from '../../../src/contracts/report.ts';
import type { Colors } from '../../terminal.ts';
import { countText, spanText } from '../timeline/layout.ts';

/** The report for people: a table of releases, users' requests, and every check that does not hold. */
export function summaryLines(report: RehearsalReport, colors: Colors): string[] {
  return ['', ...tableLines(report.releases, colors), '', ...loadLines(report), '', ...verdictLines(report, colors)];
}

const columns = [
  { title: 'release', width: 22 },
  { title: 'outcome', width: 12 },
  { title: 'took', width: 14 },
  { title: 'requests', width: 10, right: true },
  { title: 'failed', width: 8, right: true },
  { title: 'alarm to last bad', width: 19, right: true },
  { title: 'calls', width: 7, right: true },
] as const;

function tableLines(releases: readonly ReleaseReport[], colors: Colors): string[] {
  const header = row(columns.map(({ title }) => title));
  return [colors.bold(header), ...releases.map((release) => painted(release, row(cellsOf(release)), colors))];
}

function cellsOf(release: ReleaseReport): string[] {
  const served = release.requests.reduce((sum, version) => sum + version.served, 0);
  const failed = release.requests.reduce((sum, version) => sum + version.failed, 0);
  const calls = Object.values(release.apiCalls).reduce((sum, count) => sum + count, 0);
  return [
    `${release.service} ${release.from === null ? '' : `${release.from} → `}${release.to}`,
    release.outcome,
    spanText(release.durationMs),
    countText(served + failed),
    countText(failed),
    exposureText(release),
    countText(calls),
  ];
}

function exposureText({ exposure }: ReleaseReport): string {
  if (exposure === null) return '–';
  return exposure.alarmToLastRequestMs === null ? 'none' : spanText(exposure.alarmToLastRequestMs);
}

function row(cells: readonly string[]): string {
  const padded = columns.map((column, index) => {
    const cell = cells[index] ?? '';
    return 'right' in column ? cell.padStart(column.width) : cell.padEnd(column.width);
  });
  return `  ${padded.join('')}`.trimEnd();
}

function painted({ expected, outcome }: ReleaseReport, line: string, colors: Colors): string {
  return expected !== null && expected !== outcome ? colors.red(line) : line;
}

function loadLines({ load, emulatedMs, realMs }: RehearsalReport): string[] {
  const versions = load.byVersion.map(({ version, served, failed }) => {
    return `${version} ${countText(served + failed)}${failed > 0 ? ` (${countText(failed)} failed)` : ''}`;
  });
  const rate = load.realSeconds === 0 ? 0 : Math.round(load.sent / load.realSeconds);
  return [
    `  ${countText(load.sent)} requests at ${rate} a second, ${countText(load.failed)} failed; p50 ${load.p50Ms} ms, p99 ${load.p99Ms} ms`,
    `  by version: ${versions.join(' · ')}`,
    `  ${spanText(emulatedMs)} of emulated time in ${spanText(realMs)}`,
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
