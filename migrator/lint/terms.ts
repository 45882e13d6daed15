import { isContractFile, type MigrationFile } from './files.ts';
import type { Firing } from './finding.ts';
import { type Token, tokensOf } from './lexer.ts';

/** When a contract file may run. */
export interface Terms {
  /** The key of an AppConfig feature flag that must be on. */
  readonly flag: string;
  /** The first version (SemVer) that does not need the old shape. */
  readonly since: string;
}

const marked = /tidegate:contract\b/;
const whole = /^--\s+tidegate:contract\s+flag=([a-z][a-zA-Z\d_-]{0,63})\s+since=(\S+)\s*$/;
const version = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

const linesOf = (file: MigrationFile): readonly Token[] =>
  tokensOf(file.sql).filter((token) => token.kind === 'comment' && marked.test(token.text));

const termsIn = (comment: Token | undefined): Terms | undefined => {
  const [, flag, since] = whole.exec(comment?.text ?? '') ?? [];
  return flag !== undefined && since !== undefined && version.test(since) ? { flag, since } : undefined;
};

/** The terms of a contract file; undefined where judgeTerms has something to say. */
export const termsOf = (file: MigrationFile): Terms | undefined => {
  const lines = linesOf(file);
  return lines.length === 1 ? termsIn(lines[0]) : undefined;
};

const form = '`-- tidegate:contract flag=<key> since=<version>`';

/** What is wrong with the line that says when a contract file may run; an expand file has none. */
export const judgeTerms = (file: MigrationFile): readonly Firing[] => {
  const [first, second] = linesOf(file);
  const say = (sentence: string, line = first?.line ?? 1): readonly Firing[] => [
    { rule: 'contract-terms', sentence, line },
  ];
  if (!isContractFile(file.name)) {
    return first === undefined ? [] : say('Has the terms of a contract migration, but not its name.');
  }
  if (first === undefined) return say(`Nothing says when it may run: it needs the line ${form}.`);
  if (second !== undefined) return say('Says twice when it may run.', second.line);
  return termsIn(first) ? [] : say(`Not understood; the line is ${form}.`);
};
