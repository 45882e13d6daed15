import { clockText, countText, spanText } from '../../../cli/rehearse/timeline/layout.ts';
import type { RehearsalReport, ReleaseReport } from '../../../src/contracts/report.ts';
import { titleOf } from './catalog.ts';
import type { Told } from './told.ts';

/** The figures of one story; null where there is nothing to tell. */
export interface Row {
  readonly strategy: string;
  readonly story: string;
  readonly ending: string | null;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly failed: number;
  readonly lostWithNode: number;
  readonly exposed: number;
  /** From the alarm to the last request that the bad version got, in emulated time. */
  readonly alarmToSafetyMs: number | null;
  readonly downtimeAnnouncedSeconds: number | null;
  readonly downtimeMeasuredSeconds: number | null;
  readonly realSeconds: number;
  readonly isAsTold: boolean;
}

/** Reads the figures of a story out of its report. */
export function rowOf({ name, report, realSeconds, exitCode }: Told): Row {
  const release = report?.releases[0];
  return {
    ...name,
    ending: release?.outcome ?? null,
    requests: report?.load.sent ?? 0,
    requestsPerSecond: rateOf(report),
    failed: report?.load.failed ?? 0,
    lostWithNode: report?.load.lostWithNode ?? 0,
    exposed: release?.exposed ?? 0,
    alarmToSafetyMs: safetyOf(release),
    downtimeAnnouncedSeconds: release?.downtime?.announcedSeconds ?? null,
    downtimeMeasuredSeconds: release?.downtime?.measuredSeconds ?? null,
    realSeconds: Math.round(realSeconds),
    isAsTold: exitCode === 0 && report?.asTold === true,
  };
}

function rateOf(report: RehearsalReport | undefined): number {
  const { sent = 0, realSeconds = 0 } = report?.load ?? {};
  return realSeconds === 0 ? 0 : Math.round(sent / realSeconds);
}

/** A version that got no request after the alarm was away at once. */
function safetyOf(release: ReleaseReport | undefined): number | null {
  const exposure = release?.exposure;
  return exposure === undefined || exposure === null ? null : (exposure.alarmToLastRequestMs ?? 0);
}

const titles = [
  'story',
  'ending',
  'requests',
  'req/s',
  'failed',
  'lost with node',
  'exposed',
  'alarm to safety',
  'downtime told/seen',
  'took',
  'verdict',
];
const textColumns = new Set([0, 1, 10]);

/** A line of titles and a line for each row. */
export function tableLines(rows: readonly Row[]): string[] {
  const cells = [titles, ...rows.map(cellsOf)];
  const widths = titles.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, i) => (textColumns.has(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(row: Row): string[] {
  return [
    titleOf(row),
    row.ending ?? 'none',
    countText(row.requests),
    String(row.requestsPerSecond),
    countText(row.failed),
    countText(row.lostWithNode),
    countText(row.exposed),
    row.alarmToSafetyMs === null ? '–' : spanText(row.alarmToSafetyMs),
    row.downtimeAnnouncedSeconds === null ? '–' : downtimeText(row),
    clockText(row.realSeconds * 1_000),
    row.isAsTold ? 'as told' : 'OTHERWISE',
  ];
}

function downtimeText({ downtimeAnnouncedSeconds, downtimeMeasuredSeconds }: Row): string {
  return `${downtimeAnnouncedSeconds} / ${downtimeMeasuredSeconds ?? 'none'} s`;
}
