import type { Exposure } from '../../../src/contracts/report.ts';
import type { Sighting } from '../sighting.ts';
import type { Served } from './served.ts';
import type { Shares } from './shares.ts';
import { iso } from './time.ts';

/** What the first alarm of a release cost users; null when none fired while the release ran. */
export function exposureOf(
  sightings: readonly Sighting[],
  shares: Shares,
  requests: readonly Served[],
  badVersion: string,
): Exposure | null {
  const fired = sightings.find((one) => one.kind === 'alarmFired');
  const reached = shares.highest > 0 || requests.some(({ version }) => version === badVersion);
  if (fired?.kind !== 'alarmFired' || !reached) return null;
  const safeAt = shares.safeAgainAt ?? null;
  const late = requests.filter(({ at, version }) => version === badVersion && at > fired.at);
  const lastAt = late.reduce<number | null>((latest, { at }) => Math.max(latest ?? at, at), null);
  return {
    alarm: fired.alarm,
    firedAt: iso(fired.at),
    safeAt: safeAt === null ? null : iso(safeAt),
    alarmToSafeMs: safeAt === null ? null : safeAt - fired.at,
    alarmToLastRequestMs: lastAt === null ? null : lastAt - fired.at,
    requestsAfterAlarm: late.length,
  };
}
