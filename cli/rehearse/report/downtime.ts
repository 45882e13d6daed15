import type { Check, Downtime } from '../../../src/contracts/report.ts';
import type { Served } from './served.ts';

/** How long users got the maintenance answer, against what the plan said; null when neither was. */
export function downtimeOf(requests: readonly Served[], announcedSeconds: number | undefined): Downtime | null {
  const closed = requests.filter(({ apart }) => apart === 'maintenance');
  const [first, last] = [closed[0], closed.at(-1)];
  if (first === undefined && announcedSeconds === undefined) return null;
  const measuredSeconds = first && last ? Math.round((last.at - first.at) / 100) / 10 : null;
  return { announcedSeconds: announcedSeconds ?? null, measuredSeconds };
}

const tolerance = 0.2;

/** That users were kept out for as long as they were told. */
export function downtimeCheck(downtime: Downtime | null): Check {
  const { announcedSeconds = null, measuredSeconds = null } = downtime ?? {};
  const isKept = announcedSeconds !== null && measuredSeconds !== null;
  return {
    claim: `users get the maintenance answer for as long as the plan said, within ${tolerance * 100} %`,
    holds: isKept && Math.abs(measuredSeconds - announcedSeconds) <= announcedSeconds * tolerance,
    found: `${measuredSeconds ?? 'no'} s, and the plan said ${announcedSeconds ?? 'nothing of'} s`,
  };
}
