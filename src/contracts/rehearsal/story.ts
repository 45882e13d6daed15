import * as z from 'zod';
import { MigrationProgress } from '../migration/result.ts';
import type { Step as PlanStep } from '../plan.ts';
import { duration } from '../policy.ts';
import { Ending, type Expectation, qualifications } from './expectation.ts';
import { asFault, Fault, type FaultStep } from './faults.ts';

const imageName = z
  .string()
  .regex(/^([a-z0-9]+([._/-][a-z0-9]+)*:)?\w[\w.-]{0,127}$/, 'use a tag of the policy’s repository, or repository:tag');

const push = z
  .union([imageName, z.strictObject({ untagged: imageName })])
  .describe('Pushes an image of `images` to the registry, as a tag or with no tag at all.');

const start = z
  .record(z.string(), z.unknown())
  .describe('Starts the state machine by hand with this input, as one does in the Step Functions console.');

const migrate = z
  .record(z.string(), z.unknown())
  .describe('Starts the state machine `migration` by hand with this input; `service` is the policy’s own if left out.');

const stepKinds = [
  'migrate',
  'deploy',
  'awaitReady',
  'gate',
  'scale',
  'smoke',
  'shift',
  'stop',
  'flip',
  'bake',
  'retire',
] as const satisfies readonly PlanStep['kind'][];

const wait = z
  .union([
    duration,
    z.strictObject({ weight: z.int().min(0).max(100) }),
    z.strictObject({ alarms: z.literal('quiet') }),
    z.strictObject({ step: z.enum(stepKinds) }),
    z.strictObject({ migration: z.enum(MigrationProgress.shape.doing.options) }),
  ])
  .describe(
    'Waits so long, in emulated time, or until the new version (or the flag) has this share, or until no alarm fires, or until the release does a step of this kind, or until a migration is at this.',
  );

const answer = z
  .strictObject({ said: z.enum(['yes', 'no']), because: z.string().min(1).max(256).optional() })
  .describe('Waits until the release, or a migration, asks a person, and answers.');

const abort = z.string().min(1).max(256).describe('A person sends all users back, with this reason.');

const actions = ['push', 'start', 'migrate', 'fault', 'wait', 'answer', 'abort', 'expect'] as const;

const qualifying = ['because', 'weightReached', 'failedRequests', 'downtime', 'columns'] as const;

const writtenStep = z.strictObject({
  push: push.optional(),
  start: start.optional(),
  migrate: migrate.optional(),
  fault: Fault.optional(),
  wait: wait.optional(),
  answer: answer.optional(),
  abort: abort.optional(),
  expect: Ending.optional().describe(
    'How the oldest push, start, migrate or queued request without an `expect` must end.',
  ),
  ...qualifications,
});
type WrittenStep = z.infer<typeof writtenStep>;

/** A person's word on what the release asks. */
export interface AnswerStep {
  readonly kind: 'answer';
  readonly said: 'yes' | 'no';
  readonly because?: string;
}

/** A person's word that ends the release. */
export interface AbortStep {
  readonly kind: 'abort';
  readonly reason: string;
}

/** One step of a story, by what it does. */
export type StoryStep =
  | { readonly kind: 'push'; readonly image: string; readonly tagged: boolean }
  | { readonly kind: 'start'; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'migrate'; readonly input: Readonly<Record<string, unknown>> }
  | FaultStep
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'waitForWeight'; readonly weight: number }
  | { readonly kind: 'waitForQuiet' }
  | { readonly kind: 'waitForStep'; readonly step: PlanStep['kind'] }
  | { readonly kind: 'waitForMigration'; readonly doing: MigrationProgress['doing'] }
  | AnswerStep
  | AbortStep
  | Expectation;

const hasOneAction = (step: WrittenStep): boolean =>
  actions.filter((action) => step[action] !== undefined).length === 1;
const qualifiesExpect = (step: WrittenStep): boolean =>
  step.expect !== undefined || qualifying.every((word) => step[word] === undefined);

/** A step as it is written: exactly one action. */
export const Step = writtenStep
  .refine(hasOneAction, `give each step exactly one of ${actions.join(', ')}`)
  .refine(qualifiesExpect, `${qualifying.join(', ')} belong to a step with expect`)
  .transform(asStoryStep);

function asStoryStep(step: WrittenStep): StoryStep {
  if (step.push !== undefined) return asPush(step.push);
  if (step.start !== undefined) return { kind: 'start', input: step.start };
  if (step.migrate !== undefined) return { kind: 'migrate', input: step.migrate };
  if (step.fault !== undefined) return asFault(step.fault);
  if (step.wait !== undefined) return asWait(step.wait);
  if (step.answer !== undefined) return asAnswer(step.answer);
  if (step.abort !== undefined) return { kind: 'abort', reason: step.abort };
  return asExpectation(step);
}

function asPush(written: z.infer<typeof push>): StoryStep {
  if (typeof written === 'string') return { kind: 'push', image: written, tagged: true };
  return { kind: 'push', image: written.untagged, tagged: false };
}

function asAnswer({ said, because }: z.infer<typeof answer>): AnswerStep {
  return { kind: 'answer', said, ...(because === undefined ? {} : { because }) };
}

function asWait(written: z.infer<typeof wait>): StoryStep {
  if (typeof written === 'number') return { kind: 'wait', seconds: written };
  if ('weight' in written) return { kind: 'waitForWeight', weight: written.weight };
  if ('migration' in written) return { kind: 'waitForMigration', doing: written.migration };
  return 'step' in written ? { kind: 'waitForStep', step: written.step } : { kind: 'waitForQuiet' };
}

function asExpectation({
  expect,
  because,
  weightReached,
  failedRequests,
  downtime,
  columns,
}: WrittenStep): Expectation {
  return {
    kind: 'expect',
    ending: expect ?? 'released',
    ...(because === undefined ? {} : { because }),
    ...(weightReached === undefined ? {} : { weightReached }),
    ...(failedRequests === undefined ? {} : { failedRequests }),
    ...(downtime === undefined ? {} : { downtime }),
    ...(columns === undefined ? {} : { columns }),
  };
}
