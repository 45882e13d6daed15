/** Writes what comes from the code (JSON Schemas, the error table, the machine's picture); with `--check`, says which have drifted and ends with 1. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { announcements } from '../src/contracts/announcements.ts';
import { Policy } from '../src/contracts/policy.ts';
import { RehearsalFile } from '../src/contracts/rehearsal.ts';
import { RehearsalReport } from '../src/contracts/report.ts';
import { errorTablePage } from './error-table.ts';
import { findingsPage } from './findings-page.ts';
import { holidayPlacesModule } from './holiday-places.ts';
import { machinePicture } from './machine-picture.ts';

const root = path.resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function schemaText(title: string, schema: z.core.$ZodType, io: 'input' | 'output'): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`;
}

async function pictureOf(machine: string): Promise<string> {
  return machinePicture(await readFile(path.join(root, machine), 'utf8'));
}

const kebab = (text: string): string => text.toLowerCase().replaceAll(' ', '-');

const files: Readonly<Record<string, string>> = {
  'docs/schemas/tidegate.schema.json': schemaText('tidegate.yml', Policy, 'input'),
  'docs/schemas/rehearsal.schema.json': schemaText('rehearsal.yml', RehearsalFile, 'input'),
  'docs/schemas/report.schema.json': schemaText('The report of tidegate rehearse', RehearsalReport, 'output'),
  'src/contracts/policy/holiday-places.ts': holidayPlacesModule(),
  'docs/errors.md': errorTablePage(),
  'docs/doctor.md': findingsPage(),
  'statemachines/release.mmd': await pictureOf('statemachines/release.asl.yml'),
  'statemachines/migration.mmd': await pictureOf('statemachines/migration.asl.yml'),
  ...Object.fromEntries(
    Object.entries(announcements).map(([type, schema]) => [
      `events/schemas/${kebab(type)}.json`,
      schemaText(type, schema, 'output'),
    ]),
  ),
};

async function present(file: string): Promise<string | undefined> {
  return readFile(path.join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function bringUpToDate(file: string, text: string): Promise<boolean> {
  if ((await present(file)) === text) return false;
  if (!check) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  console.log(`${check ? 'stale  ' : 'written'} ${file}`);
  return true;
}

const changed = await Promise.all(Object.entries(files).map(([file, text]) => bringUpToDate(file, text)));
if (check && changed.includes(true)) {
  console.error('Generated files have drifted from the code: run `npm run generate` and commit them.');
  process.exitCode = 1;
}
