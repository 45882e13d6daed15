import * as z from 'zod';
import { duration } from '../policy.ts';

const text = z.string().min(1);
const httpPath = z.string().startsWith('/', 'begin the path with /').max(1024);
const environment = z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'use a name of letters, digits and _'), z.string());

/** What an image is here: any program that serves HTTP on `$PORT`. */
export const Image = z.strictObject({
  command: z
    .array(text)
    .min(1)
    .describe('Program and arguments; run in the rehearsal’s folder, must serve HTTP on $PORT.'),
  env: environment.default({}),
  workingDirectory: text.optional().describe('A folder below the rehearsal’s to run in.'),
  folders: z
    .record(z.string().regex(/^(\/[\w.-]+)+$/, 'use an absolute path, such as /migrations'), text)
    .default({})
    .describe('Folders below the rehearsal’s that the image holds, by their path in it: `/migrations: migrations`.'),
  readiness: z
    .strictObject({
      path: httpPath.default('/'),
      periodSeconds: z.int().min(1).max(300).default(5),
    })
    .prefault({})
    .describe('The readiness probe; it also is the load balancer’s health check.'),
});
export type Image = z.infer<typeof Image>;

/** What runs and has all users when the story begins. */
export const Running = z.strictObject({
  tag: text.describe('A tag of the policy’s repository that `images` describes.'),
  replicas: z.int().min(1).max(20).default(2),
  environment: z.enum(['blue', 'green']).default('blue'),
  autoscaling: z
    .strictObject({ minReplicas: z.int().min(1), maxReplicas: z.int().min(1) })
    .optional()
    .describe('Adds a HorizontalPodAutoscaler.'),
  config: environment
    .optional()
    .describe('Adds a ConfigMap with these entries, and gives them to the container as variables.'),
  manifests: text
    .optional()
    .describe(
      'A folder of Kubernetes YAML to apply instead of generated objects; replicas, autoscaling and config are then unused.',
    ),
});
export type Running = z.infer<typeof Running>;

const given = z.strictObject({ name: text, value: text });

/** So many percent of the requests carry what the policy's `traffic.cohort` looks for. */
const cohort = z
  .strictObject({
    share: z.int().min(1).max(100),
    header: given.optional(),
    cookie: given.optional(),
    query: z.strictObject({ key: text, value: text }).optional(),
  })
  .refine(
    ({ header, cookie, query }) => [header, cookie, query].filter((way) => way !== undefined).length === 1,
    'tell the cohort by exactly one of header, cookie and query',
  );

/** Users: an open loop of evenly spaced GET requests to the load balancer. */
export const Load = z.strictObject({
  requestsPerSecond: z.int().min(1).max(2000).default(200),
  path: httpPath.default('/'),
  headers: z.record(z.string(), z.string()).default({}),
  cohort: cohort.optional().describe('Who of the users takes part in an A/B test.'),
  version: z
    .strictObject({ header: text })
    .optional()
    .describe(
      'A response header in which the program itself says its version; the load balancer’s own record is used otherwise.',
    ),
});
export type Load = z.infer<typeof Load>;

/** A CloudWatch alarm on a metric of the load balancer. */
export const Alarm = z.strictObject({
  metric: text.describe('A metric of AWS/ApplicationELB, such as HTTPCode_Target_5XX_Count.'),
  targetGroup: z.enum(['blue', 'green']),
  statistic: z.enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount']).default('Sum'),
  periodSeconds: z
    .int()
    .refine(
      (period) => [10, 20, 30].includes(period) || period % 60 === 0,
      'use 10, 20, 30 or a multiple of 60 seconds',
    )
    .default(60),
  evaluations: z.int().min(1).max(100).default(1),
  threshold: z.number(),
  comparison: z
    .enum(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'])
    .default('GreaterThanThreshold'),
  treatMissingData: z.enum(['notBreaching', 'breaching', 'ignore', 'missing']).default('notBreaching'),
});
export type Alarm = z.infer<typeof Alarm>;

const attribute = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number())]);

/** A feature flag at the beginning: on or off, or with its attributes. */
export const Flag = z
  .union([z.boolean(), z.object({ enabled: z.boolean() }).catchall(attribute)])
  .transform((flag) => (typeof flag === 'boolean' ? { enabled: flag } : flag));

/** How the cloud behaves here. */
export const Cloud = z.strictObject({
  settle: duration
    .prefault('4s')
    .describe('New weights must have reached all users so long after the call that set them.'),
  deregistrationDelay: duration
    .prefault('30s')
    .describe('How long the load balancer lets requests of a leaving pod finish.'),
});
export type Cloud = z.infer<typeof Cloud>;
