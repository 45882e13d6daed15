import type { Baseline, Counts, Minute } from '../../src/contracts/evidence.ts';

/** Requests of both sides while the release ran, and of stable before, as a table. */
export function trafficTable(minutes: readonly Minute[], baseline: Baseline | null): string[] {
  const slowAbove = baseline?.slowAboveSeconds ?? [];
  const titles = ['', 'minutes', 'requests', 'errors', ...slowAbove.map((seconds) => `over ${secondsText(seconds)} s`)];
  const rows = [
    sideCells('candidate', minutes.map(({ candidate }) => candidate).filter(isCounted), slowAbove.length),
    sideCells('stable', minutes.map(({ stable }) => stable).filter(isCounted), slowAbove.length),
    ...(baseline === null ? [] : [cellsOf('before', '', baseline, slowAbove.length)]),
  ];
  return aligned([titles, ...rows]);
}

const isCounted = (counts: Counts | null): counts is Counts => counts !== null;

function sideCells(side: string, counted: readonly Counts[], quantiles: number): string[] {
  const slow = Array.from({ length: quantiles }, (_, i) => sum(counted.map((counts) => counts.slow[i] ?? 0)));
  const requests = sum(counted.map((counts) => counts.requests));
  const errors = sum(counted.map((counts) => counts.errors));
  const isKnown = counted.some((counts) => counts.slow.length > 0);
  return cellsOf(side, String(counted.length), { requests, errors, slow: isKnown ? slow : [] }, quantiles);
}

function cellsOf(side: string, minutes: string, { requests, errors, slow }: Counts, quantiles: number): string[] {
  const share = (count: number | undefined) => shareText(count, requests);
  return [
    side,
    minutes,
    whole.format(requests),
    share(errors),
    ...Array.from({ length: quantiles }, (_, i) => share(slow[i])),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   '),
  );
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumSignificantDigits: 2 });

function shareText(count: number | undefined, requests: number): string {
  if (count === undefined) return 'unknown';
  return requests > 0 ? `${whole.format(count)} (${percent.format(count / requests)})` : whole.format(count);
}

const secondsText = (seconds: number): string => String(Number(seconds.toPrecision(3)));
const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
