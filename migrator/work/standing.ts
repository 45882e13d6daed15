import { isContractFile, numberOf } from '../lint/files.ts';
import type { Mode } from '../lint/lint.ts';

/** A file of the folder, as far as its history matters. */
export interface KnownFile {
  readonly name: string;
  readonly sha256: string;
  /** How many statements it has. */
  readonly statements: number;
}

/** A statement of the history that the schema has: it is done, or its table is as planned. */
export interface SettledStatement {
  readonly file: string;
  readonly statement: number;
  readonly sha256: string;
  readonly migration: string;
}

/** Where the files stand. */
export interface Standing {
  /** Applied before this migration: the running code may use what they made. */
  readonly applied: ReadonlySet<string>;
  /** How many first statements the schema has of each other file. */
  readonly done: ReadonlyMap<string, number>;
  /** Files of this mode that are to be run, or run further. */
  readonly pending: readonly string[];
  /** Contract files that have not run. */
  readonly contracts: readonly string[];
}

/** What standing is judged by. */
export interface StandingQuestion {
  readonly files: readonly KnownFile[];
  readonly settled: readonly SettledStatement[];
  readonly mode: Mode;
  readonly migration: string;
  readonly baseline?: number;
}

type Judged = Standing | { readonly refusal: string };

const short = (sha256: string): string => sha256.slice(0, 12);

const ofFile = (question: StandingQuestion, name: string): readonly SettledStatement[] =>
  question.settled.filter((entry) => entry.file === name);

const whatChanged = (question: StandingQuestion, file: KnownFile): string | undefined => {
  const own = ofFile(question, file.name);
  const other = own.find((entry) => entry.sha256 !== file.sha256);
  if (other !== undefined) {
    const begun = own.length < file.statements ? 'was begun' : 'was applied';
    return `${file.name} ${begun} (sha256 ${short(other.sha256)}…) and reads otherwise now (${short(file.sha256)}…). Restore it as it was, and write the change as a new file.`;
  }
  if (own.every((entry) => entry.statement < own.length)) return undefined;
  return `The history has later statements of ${file.name} without the earlier ones. Look at the rows of tidegate_migrations, and mend them by hand.`;
};

const isApplied = (question: StandingQuestion, file: KnownFile): boolean => {
  const done = ofFile(question, file.name).length;
  const number = numberOf(file.name) ?? Number.POSITIVE_INFINITY;
  return done > 0 ? done >= file.statements : number <= (question.baseline ?? -1);
};

/** Files that come before an applied one would be run in another order here than elsewhere; contract files may wait longer than expand files. */
const whatComesBefore = (question: StandingQuestion, file: KnownFile): string | undefined => {
  if (ofFile(question, file.name).length > 0) return undefined;
  const contract = isContractFile(file.name);
  const others = question.settled.map((entry) => entry.file).filter((name) => !contract || isContractFile(name));
  const number = numberOf(file.name) ?? 0;
  const [last] = others.toSorted((a, b) => (numberOf(b) ?? -1) - (numberOf(a) ?? -1));
  const highest = numberOf(last) ?? -1;
  if (number > highest) return undefined;
  return `${file.name} comes before ${last}, which is applied. Give it a number above ${highest}.`;
};

const whatIsMissing = (pending: readonly KnownFile[], waiting: readonly KnownFile[]): string | undefined => {
  for (const file of pending.filter(({ name }) => isContractFile(name))) {
    const needed = waiting.find(
      ({ name }) => !isContractFile(name) && (numberOf(name) ?? 0) < (numberOf(file.name) ?? 0),
    );
    if (needed) return `${file.name} comes after ${needed.name}, which is not applied. Release that one first.`;
  }
  return undefined;
};

const firstOf = (files: readonly KnownFile[], judge: (file: KnownFile) => string | undefined): string | undefined => {
  for (const file of files) {
    const refusal = judge(file);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

/** Where the files stand by the history, or why the two can't be brought together. */
export const standingOf = (question: StandingQuestion): Judged => {
  const { files, mode, migration } = question;
  const waiting = files.filter((file) => !isApplied(question, file));
  const pending = waiting.filter((file) => isContractFile(file.name) === (mode === 'contract'));
  const refusal =
    firstOf(files, (file) => whatChanged(question, file)) ??
    firstOf(pending, (file) => whatComesBefore(question, file)) ??
    (mode === 'contract' ? whatIsMissing(pending, waiting) : undefined);
  if (refusal !== undefined) return { refusal };
  const byOthers = (file: KnownFile): boolean =>
    isApplied(question, file) && !ofFile(question, file.name).some((entry) => entry.migration === migration);
  const applied = new Set(files.filter(byOthers).map((file) => file.name));
  return {
    applied,
    done: new Map(
      files.filter(({ name }) => !applied.has(name)).map(({ name }) => [name, ofFile(question, name).length]),
    ),
    pending: pending.map((file) => file.name),
    contracts: waiting.map((file) => file.name).filter(isContractFile),
  };
};
