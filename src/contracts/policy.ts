import semver from 'semver';
import * as z from 'zod';

const serviceName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
    'use 2 to 40 lower-case letters, digits and hyphens, beginning with a letter',
  );
const kubernetesName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'use a Kubernetes name: lower-case letters, digits and hyphens');
const arn = (resource: string, example: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${resource}/`),
      `use an ARN like ${example}`,
    );
const targetGroupArn = arn(
  'targetgroup',
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/name/0123456789abcdef',
);
const semverRange = z
  .string()
  .refine((range) => semver.validRange(range) !== null, 'use a semver range such as ">=1.0.0" or "^2.3"');

const unitSeconds = { s: 1, m: 60, h: 3600 } as const;

/** `90s`, `5m` or `1h`; parsed to whole seconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smh]$/, 'write a duration as a whole number and a unit: 30s, 5m or 1h')
  .transform((text) => Number(text.slice(0, -1)) * unitSeconds[text.at(-1) as keyof typeof unitSeconds]);

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

const smokeCheck = z.strictObject({
  path: z
    .string()
    .startsWith('/', 'begin the path with /')
    .max(512)
    .describe('Asked of the candidate directly, before any user.'),
  status: z.int().min(100).max(599).default(200).describe('The status that proves it works.'),
  contains: z.string().min(1).max(256).optional().describe('Text that must be in the body.'),
});

const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number())]);

const flagFlip = z.strictObject({
  key: z.string().regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'use the key of an AppConfig feature flag'),
  enabled: z.boolean().default(true),
  attributes: z.record(z.string(), attributeValue).optional().describe('Attribute values the flag gets as well.'),
  at: z.int().min(1).max(100).default(100).describe('The weight at which the flag is flipped: one of the steps.'),
  versions: semverRange.default('*').describe('The new versions that flip this flag.'),
});

const flags = z.strictObject({
  application: z.string().min(1).max(64).describe('AppConfig application, by name or id.'),
  environment: z.string().min(1).max(64),
  profile: z.string().min(1).max(128).describe('A profile of type AWS.AppConfig.FeatureFlags.'),
  strategy: z
    .string()
    .min(1)
    .max(64)
    .default('tidegate-instant')
    .describe('A deployment strategy without growth and bake.'),
  flip: z.array(flagFlip).min(1).max(20),
});

const keptKinds = ['ConfigMap', 'Secret', 'ServiceAccount', 'Service', 'TargetGroupBinding'] as const;

/** What a service owner writes in `tidegate.yml`: how one workload behind one listener rule is released. */
export const Policy = z
  .strictObject({
    service: serviceName.describe('The name of the service everywhere in Tidegate.'),
    image: z.strictObject({
      repository: z
        .string()
        .regex(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'use the ECR repository name, without registry and tag')
        .max(256),
      tags: semverRange.default('*').describe('Tags that start a release. Pre-releases and `latest` never do.'),
    }),
    cluster: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'use the name of an EKS cluster'),
    workload: z.strictObject({
      deployment: kubernetesName,
      container: kubernetesName,
      namespaces: z.strictObject({ blue: kubernetesName, green: kubernetesName }),
    }),
    traffic: z.strictObject({
      listenerRule: arn(
        'listener-rule/app',
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/lb/…',
      ),
      targetGroups: z.strictObject({ blue: targetGroupArn, green: targetGroupArn }),
      steps: trafficSteps,
      drain: duration.prefault('5m').describe('The old version is retired after so long without a request.'),
    }),
    readiness: z.strictObject({ within: duration.prefault('30s') }).prefault({}),
    smoke: z.array(smokeCheck).max(20).default([]),
    health: z.strictObject({
      alarms: z
        .array(z.string().min(1).max(255))
        .min(1, 'name at least one CloudWatch alarm: nothing else can roll back')
        .max(50),
      minimumRequests: z.int().min(0).default(20).describe('Fewer requests on the candidate hold the release.'),
      patience: duration.prefault('1h').describe('A release that is held for longer is rolled back.'),
    }),
    flags: flags.optional(),
    secondPush: z
      .strictObject({
        action: z
          .enum(['supersede', 'queue', 'refuse'])
          .default('supersede')
          .describe(
            'A newer version that is pushed during a release makes it go back and comes after it, waits for its end, or is refused. Of several that wait, the newest is released. Hotfixes and fallbacks go first whatever this says.',
          ),
        inARow: z
          .int()
          .min(1)
          .max(20)
          .default(3)
          .describe('So many releases in a row may be superseded, then one is left to its end.'),
      })
      .prefault({}),
    keep: z.array(z.enum(keptKinds)).default([]).describe('Kinds that stay in a namespace when its version goes away.'),
  })
  .refine((p) => p.workload.namespaces.blue !== p.workload.namespaces.green, {
    path: ['workload', 'namespaces', 'green'],
    error: 'name two different namespaces: one for blue, one for green',
  })
  .refine((p) => p.traffic.targetGroups.blue !== p.traffic.targetGroups.green, {
    path: ['traffic', 'targetGroups', 'green'],
    error: 'name two different target groups: one for blue, one for green',
  })
  .superRefine((policy, context) => {
    const weights = policy.traffic.steps.map((step) => step.weight);
    policy.flags?.flip.forEach((flip, i) => {
      if (weights.includes(flip.at)) return;
      const message = `flip the flag at one of the weights of traffic.steps: ${weights.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['flags', 'flip', i, 'at'], input: flip.at, message });
    });
  });

export type Policy = z.infer<typeof Policy>;
export type FlagFlip = z.infer<typeof flagFlip>;
