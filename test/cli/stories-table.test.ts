import { describe, expect, it } from '@jest/globals';
import type { RehearsalReport, ReleaseReport } from '../../src/contracts/report.ts';
import { rowOf, tableLines } from '../stories/strategies/table.ts';

const release = (more: Partial<ReleaseReport>): ReleaseReport => ({
  ...{
    service: 'orders',
    from: '1.4.0',
    to: '2.0.0',
    strategy: 'recreate',
    startedBy: 'push',
    execution: 'e',
    epoch: 1,
  },
  ...{ outcome: 'released', because: 'so', expected: 'released', begunAt: '', endedAt: '', durationMs: 1, realMs: 1 },
  ...{ weights: [], requests: [], maintenance: 0, lostWithNode: 0, exposed: 0, downtime: null, exposure: null },
  ...{ apiCalls: {}, apiCallsByFunction: {}, stateTransitions: 1, checks: [] },
  ...more,
});
const load = { unsent: 0, byVersion: [], p50Ms: 1, p99Ms: 2 };
const report = (one: ReleaseReport): RehearsalReport => ({
  ...{ folder: '/r', story: 'good', service: 'orders', seed: 1, timeScale: 60, requestsPerSecond: 200 },
  ...{
    begunRealAt: '',
    realMs: 1,
    emulatedMs: 1,
    interrupted: false,
    releases: [one],
    migrations: [],
    checks: [],
    asTold: true,
  },
  load: { ...load, sent: 4_000, failed: 12, maintenance: 600, lostWithNode: 3, realSeconds: 20 },
});
const name = { strategy: 'recreate', story: 'good' };
const told = (one: ReleaseReport, exitCode = 0) => ({
  ...{ name, exitCode, realSeconds: 31.6, output: '', report: report(one) },
});

describe('the table of stories', () => {
  it('has what users met', () => {
    const exposure = { alarm: 'a', firedAt: '', safeAt: null, alarmToSafeMs: null, requestsAfterAlarm: 9 };
    const downtime = { announcedSeconds: 71, measuredSeconds: 62.5 };
    const row = rowOf(told(release({ downtime, exposed: 40, exposure: { ...exposure, alarmToLastRequestMs: 5_300 } })));
    expect(row).toMatchObject({ requests: 4_000, requestsPerSecond: 200, failed: 12, lostWithNode: 3, exposed: 40 });
    const [, line = ''] = tableLines([row]);
    expect(line.split(/ {2,}/)).toEqual([
      ...['recreate/good', 'released', '4,000', '200', '12', '3', '40', '5.3 s', '71 / 62.5 s', '0:00:32', 'as told'],
    ]);
  });

  it('says otherwise when the command did, or when there is no report', () => {
    expect(rowOf(told(release({}), 1)).isAsTold).toBe(false);
    const unfinished = rowOf({ ...told(release({})), report: undefined });
    expect(unfinished).toMatchObject({ isAsTold: false, ending: null, requests: 0, requestsPerSecond: 0 });
    expect(tableLines([unfinished])[1]).toMatch(/none.*OTHERWISE$/);
  });
});
