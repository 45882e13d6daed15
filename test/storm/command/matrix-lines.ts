import { keyOf } from '../matrix/call-book.ts';
import { faultKinds } from '../matrix/cells.ts';
import type { Report } from './jobs.ts';
import { isBroken } from './summary.ts';

/** `.` held, `q` held and quarantined with a reason, `X` broken; one column for each kind of fault, the worst of all stages. */
export function matrixLines(reports: readonly Report[]): readonly string[] {
  const rows = Map.groupBy(reports, ({ job }) => (job.kind === 'cell' ? keyOf(job.cell.place) : ''));
  const width = Math.max(0, ...[...rows.keys()].map((key) => key.length));
  const lines = [...rows]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, cells]) => {
      const marks = faultKinds.map((kind) =>
        worst(cells.filter(({ job }) => job.kind === 'cell' && job.cell.kind === kind)),
      );
      const columns = marks.map((mark, i) => mark.padEnd(faultKinds[i]?.length ?? 0)).join('  ');
      return `${key.padEnd(width)}  ${columns}`;
    });
  const count = (mark: string) => reports.filter((report) => markOf(report) === mark).length;
  return [
    `${'call'.padEnd(width)}  ${faultKinds.join('  ')}`,
    ...lines,
    `${rows.size} calls, ${reports.length} cells: ${count('.')} held, ${count('q')} quarantined, ${count('X')} broken`,
  ];
}

const order = ['X', 'q', '.'] as const;

const worst = (cells: readonly Report[]): string =>
  order.find((mark) => cells.some((cell) => markOf(cell) === mark)) ?? ' ';

function markOf(report: Report): (typeof order)[number] {
  if (isBroken(report)) return 'X';
  return report.quarantines.length > 0 ? 'q' : '.';
}
