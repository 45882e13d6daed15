/** How users reach a service, and how they are moved. */
import * as z from 'zod';
import { duration, kubernetesName, listenerRuleArn, targetGroupArn } from './words.ts';

const trafficStep = z.strictObject({
  weight: z
    .int()
    .min(1, 'the first users arrive at weight 1 or more')
    .max(100)
    .describe('Percent of users on the new version.'),
  bake: duration.prefault('5m').describe('How long this share is watched before the next one.'),
});

const rising = (steps: readonly { weight: number }[]): boolean =>
  steps.every((step, i) => i === 0 || step.weight > (steps[i - 1]?.weight ?? 0));

const trafficSteps = z
  .array(trafficStep)
  .min(1)
  .max(20)
  .refine(rising, 'let every weight be larger than the one before it')
  .refine((steps) => steps.at(-1)?.weight === 100, 'end with weight 100, or some users would never get the new version')
  .prefault([{ weight: 5 }, { weight: 25 }, { weight: 50 }, { weight: 100 }]);

const ingress = z.strictObject({
  name: kubernetesName.describe('The Ingress, in the namespace of the workload.'),
  action: kubernetesName.describe(
    'The action whose weights are set: annotation alb.ingress.kubernetes.io/actions.<action>.',
  ),
});

const token = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'use 1 to 40 letters, digits, - and _');
const matchedValue = z
  .string()
  .regex(/^[A-Za-z0-9_.*?-]{1,64}$/, 'use 1 to 64 letters, digits, . _ - and the wildcards * and ?');

const cohort = z
  .strictObject({
    listenerRule: listenerRuleArn.describe(
      'A rule of its own for the cohort, before the main rule; Tidegate sets what it matches and where it leads.',
    ),
    header: z.strictObject({ name: token, value: matchedValue }).optional(),
    cookie: z.strictObject({ name: token, value: matchedValue }).optional(),
    query: z.strictObject({ key: token, value: matchedValue }).optional(),
    for: duration.prefault('1h').describe('How long the cohort is on the new version.'),
    ends: z
      .enum(['promote', 'withdraw'])
      .default('withdraw')
      .describe('What follows: the new version for everybody by traffic.steps, or the end of the experiment.'),
  })
  .refine(
    ({ header, cookie, query }) => [header, cookie, query].filter((way) => way !== undefined).length === 1,
    'tell the cohort by exactly one of header, cookie and query',
  );

const maintenance = z.strictObject({
  retryAfter: duration.prefault('30s').describe('When users are told to come back.'),
  drain: duration.prefault('15s').describe('Requests under way get so long before the old version is stopped.'),
  stopWithin: duration.prefault('2m').describe('A version that has not stopped by then ends the release.'),
});

/** `listenerRule` and `targetGroups`, or `ingress`: who sets the weights at the load balancer. */
export const Traffic = z.strictObject({
  listenerRule: listenerRuleArn
    .optional()
    .describe('The rule whose weights Tidegate sets, on a listener that no controller owns.'),
  targetGroups: z.strictObject({ blue: targetGroupArn, green: targetGroupArn.optional() }).optional(),
  ingress: ingress
    .optional()
    .describe('Instead of listenerRule and targetGroups: the AWS Load Balancer Controller sets the weights.'),
  steps: trafficSteps,
  drain: duration.prefault('5m').describe('The old version is retired after so long without a request.'),
  cohort: cohort.optional().describe('Who takes part in an A/B test.'),
  maintenance: maintenance.prefault({}).describe('What users get while a version that cannot run twice is replaced.'),
});
export type Traffic = z.infer<typeof Traffic>;
export type Cohort = z.infer<typeof cohort>;
