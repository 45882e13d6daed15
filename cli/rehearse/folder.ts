import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { problemText } from '../../src/contracts/document/problem.ts';
import type { Reading } from '../../src/contracts/document/read.ts';
import type { Policy } from '../../src/contracts/policy.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { type Rehearsal, readRehearsalFile } from '../../src/contracts/rehearsal.ts';
import { BadInput } from '../exit.ts';

/** A folder with `tidegate.yml` and `rehearsal.yml`, read and found right. `folder` is absolute. */
export interface RehearsalFolder {
  readonly folder: string;
  readonly policy: Policy;
  readonly policyText: string;
  readonly rehearsal: Rehearsal;
  /** The name of the story that is played, where the file holds several. */
  readonly story: string | null;
}

/** Reads a rehearsal's folder, and one of its stories if it holds several; throws BadInput with everything that is wrong in its files. */
export async function readRehearsalFolder(given: string, story?: string): Promise<RehearsalFolder> {
  const folder = path.resolve(given);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new BadInput(`${given} is no folder: give one with tidegate.yml and rehearsal.yml in it`);
  const policyFile = path.join(given, 'tidegate.yml');
  const policyText = await text(policyFile, 'the policy: how the service is released');
  const policy = required(readPolicyFile(policyFile, policyText));
  const rehearsalFile = path.join(given, 'rehearsal.yml');
  const rehearsalText = await text(rehearsalFile, 'the rehearsal: images, load and story (docs/rehearsal.md)');
  const rehearsal = required(readRehearsalFile(rehearsalFile, rehearsalText, policy, story));
  return { folder, policy, policyText, rehearsal, story: story ?? null };
}

async function text(file: string, what: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`${file} cannot be read (${error.code}). It should hold ${what}`);
  });
}

function required<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.value;
  throw new BadInput(reading.problems.map(problemText).join('\n'));
}
