import { alarmsIn } from '../alarms-in.ts';
import { isUnseen, seen } from './is-unseen.ts';
import type { Look } from './look.ts';

const sources = [
  ['alarms', 'the alarms'],
  ['incidents', 'the incident alarms'],
  ['weightsAgree', 'the live weights'],
  ['targets', 'the targets'],
  ['pods', 'the pods'],
  ['traffic', 'the traffic'],
] as const;

/** What could not be looked at, as a sentence; null when every source that was asked has answered. */
export const whyCouldNotLook = ({ evidence }: Look): string | null => {
  const blind = sources.flatMap(([source, name]) => {
    const value = evidence[source];
    return isUnseen(value) ? [`${name} (${value.unseen})`] : [];
  });
  if (blind.length > 0) return `could not look at ${blind.join(', ')}`;
  if (seen(evidence.alarms)?.length === 0) return "can't tell: no alarm guards this release";
  const missing = alarmsIn('missing', seen(evidence.alarms));
  if (missing) return `can't tell: no alarm named ${missing} exists any more`;
  const silent = alarmsIn('silent', seen(evidence.alarms));
  return silent
    ? `can't tell: no data for ${silent} (an alarm on an idle target group needs treatMissingData notBreaching)`
    : null;
};
