/** The JSON report of `tidegate rehearse --json FILE`. All times are emulated unless the name says `real`. */
import * as z from 'zod';
import { Ending } from './rehearsal/expectation.ts';
import { MigrationReport } from './report-migrations.ts';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** Something that must be so, and whether it was. `found` is what was seen, as a sentence. */
export const Check = z.strictObject({ claim: z.string(), holds: z.boolean(), found: z.string() });
export type Check = z.infer<typeof Check>;

/**
 * Requests by who answered them. `failed` are statuses from 500 and requests without an answer; maintenance answers and what a
 * lost node took are told apart from them.
 */
export const VersionTraffic = z.strictObject({
  version: z.string().describe('`none` for requests that no version answered.'),
  served: count,
  failed: count,
});
export type VersionTraffic = z.infer<typeof VersionTraffic>;

export const WeightChange = z.strictObject({
  at: instant,
  candidateWeight: count,
  by: z.string().describe('The function that set it.'),
});
export type WeightChange = z.infer<typeof WeightChange>;

/** What an alarm cost users: from its firing to the last request that the bad version got. */
export const Exposure = z.strictObject({
  alarm: z.string(),
  firedAt: instant,
  safeAt: instant.nullable().describe('When the weights were set back; null when they never were.'),
  alarmToSafeMs: z.number().nullable(),
  alarmToLastRequestMs: z.number().nullable().describe('Null when the bad version got no request after the alarm.'),
  requestsAfterAlarm: count,
});
export type Exposure = z.infer<typeof Exposure>;

/** How long users got the maintenance answer, from the first one to the last. */
export const Downtime = z.strictObject({
  announcedSeconds: z.number().nullable().describe('What the plan said; null when it said nothing.'),
  measuredSeconds: z.number().nullable().describe('What users saw; null when they saw none.'),
});
export type Downtime = z.infer<typeof Downtime>;

export const ReleaseReport = z.strictObject({
  service: z.string(),
  from: z.string().nullable().describe('Null when nothing was admitted.'),
  to: z.string().describe('The tag that was asked for; `flag.<key>` or `migration.<mode>` where none is deployed.'),
  strategy: z.string().nullable(),
  startedBy: z.enum(['push', 'start', 'queue', 'migrate']),
  execution: z.string().nullable().describe('Name of the execution; null when none was started.'),
  epoch: z.int().nullable(),
  outcome: Ending,
  because: z.string(),
  expected: Ending.nullable().describe('What the story told; null when it told nothing.'),
  begunAt: instant,
  endedAt: instant,
  durationMs: z.number(),
  realMs: z.number(),
  weights: z.array(WeightChange),
  requests: z.array(VersionTraffic),
  maintenance: count.describe('Requests that got the maintenance answer.'),
  lostWithNode: count.describe('Requests that the load balancer still sent to pods of a node that was lost.'),
  exposed: count.describe('Requests that a version which did not stay has answered.'),
  downtime: Downtime.nullable(),
  exposure: Exposure.nullable(),
  apiCalls: z.record(z.string(), count).describe('AWS calls by `service:Operation`, all functions together.'),
  apiCallsByFunction: z.record(z.string(), z.record(z.string(), count)).describe('The same calls, by who made them.'),
  stateTransitions: count,
  checks: z.array(Check),
});
export type ReleaseReport = z.infer<typeof ReleaseReport>;

export const RehearsalReport = z.strictObject({
  folder: z.string(),
  story: z.string().nullable().describe('Its name, where the file holds several.'),
  service: z.string(),
  seed: z.int(),
  timeScale: z.number(),
  requestsPerSecond: z.number(),
  begunRealAt: instant,
  realMs: z.number(),
  emulatedMs: z.number(),
  interrupted: z.boolean(),
  releases: z.array(ReleaseReport),
  migrations: z.array(MigrationReport).describe('What was done to the database, in order.'),
  load: z.strictObject({
    sent: count,
    failed: count,
    maintenance: count,
    lostWithNode: count,
    unsent: count.describe('Requests that were due but could not be sent; they make every other figure weaker.'),
    realSeconds: z.number(),
    byVersion: z.array(VersionTraffic),
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  }),
  checks: z.array(Check).describe('Checks on the rehearsal as a whole.'),
  asTold: z.boolean().describe('True when every expectation and every check holds.'),
});
export type RehearsalReport = z.infer<typeof RehearsalReport>;
