/** The databases of a rehearsal: real ones, which the programs use and the policy’s migrations change. */
import * as z from 'zod';
import type { Finding } from '../document/read.ts';
import { Migrations } from '../policy/migrations.ts';
import type { Policy } from '../policy.ts';

const urlVariable = 'DATABASE_URL';

const Database = z.strictObject({
  schema: z
    .string()
    .min(1)
    .describe('A file of this folder: SQL that makes the tables, with their rows, as they are when the story begins.'),
  env: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'use a name of letters, digits and _')
    .default(urlVariable)
    .describe('The variable in which every program finds its URL: mysql://user:password@host:port/name.'),
});

/** By the name that the policy’s `migrations.database` gives; each finds its programs by a variable of its own. */
export const Databases = z
  .record(Migrations.shape.database, Database)
  .refine(hasVariablesOfTheirOwn, `give each database an \`env\` of its own; ${urlVariable} is the default`)
  .default({})
  .describe('Databases on a private MariaDB that runs as long as the rehearsal. Needs MariaDB and percona-toolkit.');
export type Databases = z.infer<typeof Databases>;

function hasVariablesOfTheirOwn(databases: Readonly<Record<string, z.infer<typeof Database>>>): boolean {
  const variables = Object.values(databases).map(({ env }) => env);
  return new Set(variables).size === variables.length;
}

/** What the policy migrates has to be among the databases: the rehearsal starts them all. */
export function databaseIsKnown(databases: Databases, { migrations }: Policy): Finding[] {
  if (migrations === undefined || databases[migrations.database] !== undefined) return [];
  return [
    {
      path: ['databases'],
      value: Object.keys(databases),
      problem: `the policy migrates database ${migrations.database}, and databases does not say what that is`,
      fix: `add \`databases: { ${migrations.database}: { schema: schema.sql } }\`, and the file`,
    },
  ];
}
