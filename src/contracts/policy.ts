import * as z from 'zod';
import { Breaker } from './policy/breaker.ts';
import { Budget } from './policy/budget.ts';
import { Flags } from './policy/flags.ts';
import { Gates } from './policy/gates.ts';
import { Health } from './policy/health.ts';
import { policyLaws } from './policy/laws.ts';
import { Migrations } from './policy/migrations.ts';
import { Traffic } from './policy/traffic.ts';
import { duration, kubernetesName, semverRange, serviceName } from './policy/words.ts';
import { findingIds } from './preflight.ts';
import { strategyNames } from './strategy-names.ts';

export type { FlagFlip, FlagRaise } from './policy/flags.ts';
export { duration } from './policy/words.ts';

const strategy = z.enum(strategyNames).exclude(['flag']);

const workload = z.strictObject({
  deployment: kubernetesName,
  container: kubernetesName,
  namespaces: z
    .strictObject({ blue: kubernetesName, green: kubernetesName.optional() })
    .describe(
      'Two namespaces with the same deployment in both; one namespace, named twice, with the deployments <deployment>-blue and <deployment>-green; or only blue, where versions are replaced in place.',
    ),
});

const smokeCheck = z.strictObject({
  path: z
    .string()
    .startsWith('/', 'begin the path with /')
    .max(512)
    .describe('Asked of the candidate directly, before any user.'),
  status: z.int().min(100).max(599).default(200).describe('The status that proves it works.'),
  contains: z.string().min(1).max(256).optional().describe('Text that must be in the body.'),
});

const manifests = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'use the name of an S3 bucket'),
  key: z
    .string()
    .max(512)
    .regex(
      /^[A-Za-z0-9!_.*'()/-]*\{tag\}[A-Za-z0-9!_.*'()/-]*$/,
      'put {tag} into the key once, as in orders/{tag}.yaml',
    ),
});

const accepted = z.strictObject({
  finding: z.enum(findingIds).describe('A finding of `tidegate doctor`; docs/doctor.md has them all.'),
  because: z.string().min(10, 'say why in a sentence').max(256),
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
    strategy: z
      .strictObject({
        patch: strategy.default('rolling'),
        minor: strategy.default('rolling'),
        major: strategy.default('blue-green').describe('Also for versions that are no semantic versions.'),
      })
      .prefault({})
      .describe('How a version is released, by the part of the version number that changed.'),
    cluster: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'use the name of an EKS cluster'),
    workload,
    manifests: manifests
      .optional()
      .describe(
        'Rendered manifests that CI puts there under the tag of the image; without, stable’s objects are cloned.',
      ),
    traffic: Traffic,
    readiness: z.strictObject({ within: duration.prefault('30s') }).prefault({}),
    smoke: z.array(smokeCheck).max(20).default([]),
    health: Health,
    breaker: Breaker.describe('Refuses automatic releases after several failed; `off`: never.'),
    budget: Budget.optional().describe(
      'The error budget. Without it nothing is refused for the errors of the last 30 days.',
    ),
    flags: Flags.optional(),
    gates: Gates.optional(),
    migrations: Migrations.optional().describe('Without it no database is touched.'),
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
    preflight: z
      .strictObject({ accept: z.array(accepted).max(50).default([]) })
      .prefault({})
      .describe('Findings of `tidegate doctor` that may stand, each with its reason.'),
    keep: z.array(z.enum(keptKinds)).default([]).describe('Kinds that stay in a namespace when its version goes away.'),
  })
  .superRefine(policyLaws);

export type Policy = z.infer<typeof Policy>;
