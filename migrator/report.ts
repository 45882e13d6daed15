import { writeFile } from 'node:fs/promises';
import type { MigratorResult } from '../src/contracts/migration/result.ts';
import { messageOf } from './database/server-error.ts';

/** Kubernetes keeps that much of a container's last words. https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
const mostBytes = 4096;
const longestSentence = 1000;

/** Lists in the order in which they may be shortened: warnings can be read in the log, terms of contract files can't be done without. */
const lists = ['findings', 'applied', 'pending', 'contracts'] as const;

const bytesOf = (result: MigratorResult): number => Buffer.byteLength(JSON.stringify(result));

const withoutLast = (result: MigratorResult): MigratorResult | undefined => {
  if (result.outcome === 'failed') return undefined;
  const all: Readonly<Record<string, unknown>> = result;
  for (const name of lists) {
    const list = all[name];
    if (!Array.isArray(list) || list.length === 0) continue;
    return { ...result, [name]: list.slice(0, -1), more: (result.more ?? 0) + 1 };
  }
  return undefined;
};

const cut = (text: string, characters: number): string =>
  text.length > characters ? `${text.slice(0, characters - 1)}…`.toWellFormed() : text;

/** The result so that it fits into a termination message: lists lose their ends, and `more` counts what they lost. */
export const fitted = (result: MigratorResult): MigratorResult => {
  let fitting: MigratorResult = { ...result, because: cut(result.because, longestSentence) };
  while (bytesOf(fitting) > mostBytes) {
    const shorter = withoutLast(fitting);
    if (shorter === undefined) return { ...fitting, because: cut(fitting.because, longestSentence / 4) };
    fitting = shorter;
  }
  return fitting;
};

const exitCodes = { passed: 0, refused: 1, failed: 2 } as const;

/** The exit code of each outcome. */
export const exitCodeOf = (result: MigratorResult): number => exitCodes[result.outcome];

/** Leaves the result where Kubernetes reads it, and in the log whole. */
export const report = async (
  result: MigratorResult,
  terminationLog: string,
  say: (line: string) => void,
): Promise<void> => {
  say(JSON.stringify({ result }));
  try {
    await writeFile(terminationLog, JSON.stringify(fitted(result)));
  } catch (error) {
    say(`The result is in this log only: ${messageOf(error)}`);
  }
};
