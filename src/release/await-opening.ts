import type { AlarmReading } from '../contracts/evidence.ts';
import type { Calendar } from '../contracts/gates.ts';
import type { Policy } from '../contracts/policy.ts';
import { whyWithdrawn } from '../domain/admission.ts';
import { calendarOf } from '../domain/gates/calendar-of.ts';
import { secondsBetween, toInstant } from '../domain/instants.ts';
import { newestOf, whyOutpaced } from '../domain/missed.ts';
import { isAutomatic, isUrgent } from '../domain/queue.ts';
import { type Wait, waitForCalendar, waitForIncidents, whyIncidentsUnknown } from '../domain/waiting.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { Images } from '../ports/images.ts';
import type { PublicHolidays } from '../ports/public-holidays.ts';
import type { Attempt } from './attempt.ts';
import { refuseIf } from './refusal.ts';
import { wantedImage } from './survey-image.ts';

export interface OpeningPorts {
  readonly evidence: Evidence;
  readonly images: Images;
  readonly holidays: PublicHolidays;
}

/** No execution lasts for longer. */
const daysAhead = 366;

const calendarFrom = async ({ gates }: Policy, now: string, holidays: PublicHolidays): Promise<Calendar | undefined> =>
  calendarOf(gates, gates?.holidays === undefined ? [] : await holidays.of(gates.holidays, now, daysAhead));

/** The calendar that a release is admitted with, and its guards as they stand; or why it does not begin yet. */
export type Opening =
  | { readonly kind: 'open'; readonly calendar: Calendar | undefined; readonly guards: readonly AlarmReading[] }
  | ({ readonly kind: 'closed' } & Wait);

/** What can never be released is refused at once, not after days. */
const closed = async ({ asked, policy, former }: Attempt, wait: Wait, images: Images): Promise<Opening> => {
  if (asked.flag === undefined)
    refuseIf(whyWithdrawn(former, asked, (await wantedImage(asked, policy, images)).digest));
  return { kind: 'closed', because: `${asked.tag} waits: ${wait.because}`, lookAgainSeconds: wait.lookAgainSeconds };
};

/** A first look comes at once; only who has waited comes again. */
const firstWaitSeconds = 60;

/** Of several pushes that waited for the same opening, the newest is released. */
const refuseOutpaced = async ({ asked, policy, input }: Attempt, images: Images): Promise<void> => {
  const { executionStartedAt: from, now } = input;
  if (!isAutomatic(asked) || secondsBetween(from, now) < firstWaitSeconds) return;
  const { repository, tags } = policy.image;
  const pushed = await images.pushedBetween(repository, toInstant(from), toInstant(now));
  refuseIf(whyOutpaced(asked.tag, newestOf(pushed, tags)));
};

/** Guards and incidents in one call. */
const alarmsNow = async ({ health, gates }: Policy, evidence: Evidence) => {
  const { incidents = [] } = gates ?? {};
  const readings = await evidence.alarms([...health.alarms, ...incidents]);
  const isIncident = ({ alarm }: AlarmReading) => incidents.includes(alarm);
  return { guards: readings.filter((one) => !isIncident(one)), incidents: readings.filter(isIncident) };
};

/** Looks whether an ordinary release may begin now, by the calendar and the incidents of its policy. What is urgent always may. */
export const awaitOpening = async (attempt: Attempt, ports: OpeningPorts): Promise<Opening> => {
  const { asked, policy, input } = attempt;
  if (isUrgent(asked))
    return { kind: 'open', calendar: undefined, guards: await ports.evidence.alarms(policy.health.alarms) };
  await refuseOutpaced(attempt, ports.images);
  const calendar = await calendarFrom(policy, input.now, ports.holidays);
  const forCalendar = waitForCalendar(calendar, input.now);
  if (forCalendar !== null) return closed(attempt, forCalendar, ports.images);
  const { guards, incidents } = await alarmsNow(policy, ports.evidence);
  refuseIf(whyIncidentsUnknown(incidents));
  const forIncidents = waitForIncidents(incidents, secondsBetween(input.executionStartedAt, input.now));
  return forIncidents === null ? { kind: 'open', calendar, guards } : closed(attempt, forIncidents, ports.images);
};
