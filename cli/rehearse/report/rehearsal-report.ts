import type { Check, RehearsalReport, ReleaseReport } from '../../../src/contracts/report.ts';
import type { MigrationReport } from '../../../src/contracts/report-migrations.ts';
import type { LoggedRequest } from '../load/request-log.ts';
import { byVersion, countApart, type Served } from './served.ts';
import { iso } from './time.ts';

/** What a rehearsal's report is made from. */
export interface RehearsalFacts {
  readonly folder: string;
  readonly story: string | null;
  readonly service: string;
  readonly seed: number;
  readonly timeScale: number;
  readonly requestsPerSecond: number;
  readonly begunRealMs: number;
  readonly emulatedMs: number;
  readonly interrupted: boolean;
  readonly releases: readonly ReleaseReport[];
  readonly migrations: readonly MigrationReport[];
  readonly log: readonly LoggedRequest[];
  readonly requests: readonly Served[];
  readonly unsent: number;
}

/** The whole report: `asTold` only when every check of every release and of the load holds, and nothing cut it short. */
export function rehearsalReport(facts: RehearsalFacts): RehearsalReport {
  const { folder, story, service, seed, timeScale, requestsPerSecond, begunRealMs, emulatedMs, interrupted, releases } =
    facts;
  const checks = [loadIsComplete(facts)];
  const all = [...checks, ...releases.flatMap((release) => release.checks)];
  return {
    ...{ folder, story, service, seed, timeScale, requestsPerSecond, emulatedMs, interrupted },
    begunRealAt: iso(begunRealMs),
    realMs: Date.now() - begunRealMs,
    releases: [...releases],
    migrations: [...facts.migrations],
    load: loadReport(facts),
    checks,
    asTold: !interrupted && all.every((check) => check.holds),
  };
}

function loadReport({ log, requests, unsent }: RehearsalFacts): RehearsalReport['load'] {
  const first = log[0]?.startMs ?? 0;
  const took = log.map(({ startMs, endMs }) => endMs - startMs).toSorted((a, b) => a - b);
  return {
    sent: log.length,
    failed: requests.filter(({ failed }) => failed).length,
    maintenance: countApart(requests, 'maintenance'),
    lostWithNode: countApart(requests, 'lostWithNode'),
    unsent,
    realSeconds: Math.round(((log.at(-1)?.startMs ?? first) - first) / 100) / 10,
    byVersion: byVersion(requests),
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
  };
}

/** Figures from a load that could not be sent would flatter: at least 99 in 100 due requests must have been. */
function loadIsComplete({ log, unsent }: RehearsalFacts): Check {
  const due = log.length + unsent;
  const holds = unsent * 100 <= due;
  return { claim: 'at least 99 % of the due requests could be sent', holds, found: `${unsent} of ${due} could not` };
}

function quantile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
