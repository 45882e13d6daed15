import type { AdmitReleaseInput } from '../../src/contracts/turns.ts';

export const now = '2026-11-23T10:00:00.000Z';

/** What the machine says to AdmitRelease: of release 2.0.0 started by hand just now, unless said otherwise. */
export const asked = (
  request: unknown = { service: 'orders', tag: '2.0.0' },
  changes: Partial<AdmitReleaseInput> = {},
): AdmitReleaseInput => ({
  ...{ request, execution: 'by-hand-1', executionStartedAt: now, redrives: 0, now },
  ...changes,
});
