import type { Played } from '../play.ts';
import type { Seen } from '../users.ts';
import { clockTime, type Rule } from './rule.ts';

/** How long after a pod was killed requests may still be sent to it. */
const noticeMs = 45_000;

const isFailure = ({ status, isMaintenance }: Seen): boolean => status !== 200 && status !== 500 && !isMaintenance;

const wasKilled = ({ stage }: Played, { target, sentAt, answeredAt }: Seen): boolean =>
  stage.killed.some((kill) => kill.target === target && answeredAt >= kill.at && sentAt <= kill.at + noticeMs);

/** A version whose own processes end takes its share of requests with it, as long as its release gives it one. */
const isBadVersions = ({ stage, aftermath }: Played, { sentAt }: Seen): boolean => {
  const crashing = stage.pushes.filter(({ behaviour }) => behaviour === 'crashLoop').map(({ digest }) => digest);
  return aftermath.history.some(
    ({ release, admittedAt, conclusion }) =>
      crashing.includes(release.to.digest) &&
      sentAt >= Date.parse(admittedAt) &&
      sentAt <= Date.parse(conclusion?.at ?? '9999-01-01'),
  );
};

const inWords = ({ status, sentAt, target }: Seen): string =>
  `${status} at ${clockTime(sentAt)} from ${target ?? 'no target'}`;

/** A recreated version goes back while users get the maintenance answer, which takes its time to reach them all. */
const isRecreated = ({ scenario }: Played): boolean => scenario.policy?.strategy === 'recreate';

/** Where users were told that the service is down, a late function may have opened it in that very moment. */
const wasReopened = (played: Played, { sentAt, target }: Seen): boolean =>
  isRecreated(played) &&
  target === undefined &&
  played.aftermath.history.some(
    ({ admittedAt, conclusion }) =>
      conclusion?.outcome !== 'released' &&
      sentAt >= Date.parse(admittedAt) &&
      sentAt <= Date.parse(conclusion?.at ?? '9999-01-01'),
  );

/** A load balancer begins to check the targets of a rule when that leads to them: so long the maintenance lasts without its answer. */
const openingMs = 10_000;

const wasOpened = (played: Played, { sentAt, target }: Seen): boolean =>
  isRecreated(played) &&
  target === undefined &&
  played.stage.users.seen.some(
    (other) => other.isMaintenance && other.sentAt < sentAt && sentAt <= other.sentAt + openingMs,
  );

/** Whether a failure is one that had to be. */
const isExplained = (played: Played, seen: Seen): boolean =>
  [wasKilled, isBadVersions, wasReopened, wasOpened].some((explains) => explains(played, seen));

/** No request fails for want of a target: 503 of an empty group never, 502 and 504 only with a pod that died on its own. */
export const usersAreServed: Rule = (played) => {
  const failed = played.stage.users.seen.filter((seen) => isFailure(seen) && !isExplained(played, seen));
  if (failed.length === 0) return [];
  return [`${failed.length} requests failed: ${failed.slice(0, 3).map(inWords).join('; ')}`];
};
