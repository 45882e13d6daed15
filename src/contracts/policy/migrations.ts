/** How the schema of a service's database is changed before a version is deployed. */
import * as z from 'zod';
import { duration, kubernetesName } from './words.ts';

const loadLimit = z
  .string()
  .regex(
    /^[A-Za-z_]+=\d{1,9}(,[A-Za-z_]+=\d{1,9})*$/,
    'write status variables with a limit each, as in Threads_running=25',
  );

const databaseName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
    'use 2 to 30 lower-case letters, digits and hyphens, beginning with a letter',
  );

const Throttle = z.strictObject({
  maxLag: duration.prefault('5s').describe('The copy waits while a replica is further behind.'),
  maxLoad: loadLimit.default('Threads_running=25').describe('The copy waits while the server has more of these.'),
  criticalLoad: loadLimit
    .default('Threads_running=100')
    .describe('With more of these the copy ends, and is tried again later.'),
});

const Approval = z.strictObject({
  expand: z
    .enum(['never', 'large', 'always'])
    .default('large')
    .describe('Whether a person must agree before a schema is widened; `large`: above these limits.'),
  contract: z
    .enum(['never', 'large', 'always'])
    .default('always')
    .describe('Whether a person must agree before anything is dropped.'),
  rows: z.int().min(0).default(10_000_000).describe('A copy of more rows is large.'),
  takes: duration.prefault('30m').describe('A copy that takes longer is large.'),
  within: duration.prefault('24h').describe('So long people have to answer.'),
});

/** Migrations come out of the image of the new version; the database is reached by a Job beside it, never by Lambda. */
export const Migrations = z.strictObject({
  database: databaseName.describe(
    'Its name in Tidegate. Services that share a database give the same name: it changes for one of them at a time.',
  ),
  image: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[A-Za-z0-9][\w./:@-]*$/, 'use the full name of the migrator image, with its tag or digest')
    .describe('The image of the migrator, built from migrator/Dockerfile.'),
  namespace: kubernetesName.describe('Where its Jobs run.'),
  secret: kubernetesName.describe(
    'The Secret there with host, port, user, password and database; replicas (host:port, …) and ca are optional.',
  ),
  folder: z
    .string()
    .regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/, 'use an absolute path, such as /migrations')
    .default('/migrations')
    .describe('Where the migrations are in the image of the service.'),
  baseline: z
    .int()
    .min(0)
    .max(999)
    .optional()
    .describe('Migrations up to this number were applied before Tidegate came.'),
  within: duration.prefault('6h').describe('So long one migration may take to be executed.'),
  longTransaction: duration
    .prefault('60s')
    .describe('While a transaction is open for longer, nothing begins: everybody would wait behind it.'),
  retention: duration
    .prefault('168h')
    .describe('So long a version must have served before what it does not need is dropped.'),
  rdsInstance: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, 'use the identifier of an RDS instance')
    .optional()
    .describe('Its metric FreeStorageSpace tells the free disk where the server does not.'),
  throttle: Throttle.prefault({}),
  approval: Approval.prefault({}),
});
export type Migrations = z.infer<typeof Migrations>;
