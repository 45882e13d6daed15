import * as z from 'zod';
import { duration } from '../policy.ts';

const imageName = z
  .string()
  .regex(/^([a-z0-9]+([._/-][a-z0-9]+)*:)?\w[\w.-]{0,127}$/, 'use a tag of the policy’s repository, or repository:tag');

const push = z
  .union([imageName, z.strictObject({ untagged: imageName })])
  .describe('Pushes an image of `images` to the registry, as a tag or with no tag at all.');

const start = z
  .record(z.string(), z.unknown())
  .describe('Starts the state machine by hand with this input, as one does in the Step Functions console.');

const callFault = z.strictObject({
  call: z
    .string()
    .regex(/^[a-z0-9-]+:[A-Z]\w+$/, 'write service:Operation, such as elasticloadbalancing:ModifyRule')
    .describe('The AWS call that goes wrong.'),
  kind: z.enum(['throttle', 'error', 'latency', 'crash', 'lostAnswer']),
  times: z.int().min(1).max(1000).default(1).describe('How many of the next calls go wrong.'),
  caller: z.string().min(1).optional().describe('Only calls of this function, such as roll-back.'),
  seconds: z.number().min(0).max(900).default(5).describe('With `latency`: how late the call is.'),
});
const podFault = z.strictObject({
  pod: z.literal('kill').describe('Ends the process of one pod without notice.'),
  of: z.enum(['stable', 'candidate']).default('candidate'),
});

const executionFault = z.strictObject({
  execution: z
    .literal('stop')
    .describe('Stops the running execution, as somebody may do in the Step Functions console.'),
});

const wait = z
  .union([
    duration,
    z.strictObject({ weight: z.int().min(0).max(100) }),
    z.strictObject({ alarms: z.literal('quiet') }),
  ])
  .describe('Waits so long, in emulated time, or until the candidate has had this weight, or until no alarm fires.');

/** How an attempt can end in the eyes of a rehearsal. `ignored`: nothing was started. `queued`: it waits, and is an attempt of its own when it starts. */
export const Ending = z.enum(['released', 'rolled-back', 'refused', 'queued', 'ignored', 'quarantined']);
export type Ending = z.infer<typeof Ending>;

const actions = ['push', 'start', 'fault', 'wait', 'expect'] as const;

const writtenStep = z.strictObject({
  push: push.optional(),
  start: start.optional(),
  fault: z.union([callFault, podFault, executionFault]).optional(),
  wait: wait.optional(),
  expect: Ending.optional().describe('How the oldest push, start or queued request without an `expect` must end.'),
  because: z.string().min(1).optional().describe('With `expect`: text that the sentence of the outcome must contain.'),
  weightReached: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('With `expect`: the largest share that the new version got.'),
});
type WrittenStep = z.infer<typeof writtenStep>;

/** One step of a story, by what it does. */
export type StoryStep =
  | { readonly kind: 'push'; readonly image: string; readonly tagged: boolean }
  | { readonly kind: 'start'; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'breakCall'; readonly fault: CallFault }
  | { readonly kind: 'stopExecution' }
  | { readonly kind: 'killPod'; readonly of: 'stable' | 'candidate' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'waitForWeight'; readonly weight: number }
  | { readonly kind: 'waitForQuiet' }
  | Expectation;
export type CallFault = z.infer<typeof callFault>;
export interface Expectation {
  readonly kind: 'expect';
  readonly ending: Ending;
  readonly because?: string;
  readonly weightReached?: number;
}

const hasOneAction = (step: WrittenStep): boolean =>
  actions.filter((action) => step[action] !== undefined).length === 1;
const qualifiesExpect = (step: WrittenStep): boolean =>
  step.expect !== undefined || (step.because === undefined && step.weightReached === undefined);

/** A step as it is written: exactly one of push, start, fault, wait and expect. */
export const Step = writtenStep
  .refine(hasOneAction, `give each step exactly one of ${actions.join(', ')}`)
  .refine(qualifiesExpect, 'because and weightReached belong to a step with expect')
  .transform(asStoryStep);

function asStoryStep(step: WrittenStep): StoryStep {
  if (step.push !== undefined) return asPush(step.push);
  if (step.start !== undefined) return { kind: 'start', input: step.start };
  if (step.fault !== undefined) return asFault(step.fault);
  if (step.wait !== undefined) return asWait(step.wait);
  return asExpectation(step);
}

function asPush(written: z.infer<typeof push>): StoryStep {
  if (typeof written === 'string') return { kind: 'push', image: written, tagged: true };
  return { kind: 'push', image: written.untagged, tagged: false };
}

function asFault(fault: NonNullable<WrittenStep['fault']>): StoryStep {
  if ('execution' in fault) return { kind: 'stopExecution' };
  if ('pod' in fault) return { kind: 'killPod', of: fault.of };
  return { kind: 'breakCall', fault };
}

function asWait(written: z.infer<typeof wait>): StoryStep {
  if (typeof written === 'number') return { kind: 'wait', seconds: written };
  return 'weight' in written ? { kind: 'waitForWeight', weight: written.weight } : { kind: 'waitForQuiet' };
}

function asExpectation({ expect, because, weightReached }: WrittenStep): Expectation {
  return {
    kind: 'expect',
    ending: expect ?? 'released',
    ...(because === undefined ? {} : { because }),
    ...(weightReached === undefined ? {} : { weightReached }),
  };
}
