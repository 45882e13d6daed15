import type { LoadTotals } from '../load/messages.ts';
import { countText } from './layout.ts';
import type { Moment } from './moment.ts';

/** What users got between two totals of the load, by version. `tagOf` names a version by what the log says of it. */
export function usersMoment(before: LoadTotals, after: LoadTotals, tagOf: (answeredBy: string) => string): Moment {
  const failed = after.failed - before.failed;
  const versions = Object.entries(after.answeredBy).flatMap(([answeredBy, now]) => {
    const then = before.answeredBy[answeredBy] ?? { served: 0, failed: 0 };
    const count = now.served + now.failed - then.served - then.failed;
    return count === 0 ? [] : [`${answeredBy === '' ? 'nobody' : tagOf(answeredBy)} ${countText(count)}`];
  });
  const closed = after.maintenance - before.maintenance;
  const apart = closed === 0 ? '' : `, ${countText(closed)} maintenance answers`;
  const total = `${countText(after.sent - before.sent)} requests, ${countText(failed)} failed${apart}`;
  return {
    label: 'users',
    text: `${total}: ${versions.join(' · ') || 'nobody answered'}`,
    tone: failed === 0 ? 'plain' : 'warning',
  };
}
