import { closest, distance } from 'fastest-levenshtein';
import type * as z from 'zod';
import { type PathSegment, valueText } from './problem.ts';
import { allowedKeys } from './schema-walk.ts';

export interface Explanation {
  readonly path: readonly PathSegment[];
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
}

type Issue = z.core.$ZodIssue;
type IssueOf<C extends Issue['code']> = Extract<Issue, { code: C }>;

/** Turns one issue of a schema into what is wrong and how to put it right; one issue with two unknown keys gives two. */
export function explain(schema: z.ZodType, issue: Issue): Explanation[] {
  const path = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, path, issue, key));
  const meant = issue.code === 'invalid_union' ? branchMeant(issue) : undefined;
  if (meant !== undefined)
    return meant.flatMap((inner) => explain(schema, { ...inner, path: [...issue.path, ...inner.path] }));
  const [problem, fix] = sentences(issue);
  return [{ path, value: issue.input, problem, fix: isOwnMessage(issue) ? issue.message : fix }];
}

/** Messages that a schema's author wrote say what to do; the library's own begin like this and say what is wrong. */
function isOwnMessage(issue: Issue): boolean {
  return !/^(Invalid|Too (big|small)|Unrecognized)/.test(issue.message);
}

function sentences(issue: Issue): [problem: string, fix: string] {
  switch (issue.code) {
    case 'invalid_type':
      return typeSentences(issue);
    case 'invalid_value':
      return valueSentences(issue);
    case 'too_small':
      return [
        `${sizeNoun(issue.origin)} is below the least allowed`,
        `use ${amount(issue.origin, issue.minimum)} or more`,
      ];
    case 'too_big':
      return [
        `${sizeNoun(issue.origin)} is above the most allowed`,
        `use ${amount(issue.origin, issue.maximum)} or less`,
      ];
    case 'invalid_union':
      return unionSentences(issue);
    case 'invalid_key':
      return ['the key is not allowed here', issue.issues.map((inner) => inner.message).join('; ')];
    default:
      return ['the value does not fit', issue.message];
  }
}

function typeSentences(issue: IssueOf<'invalid_type'>): [string, string] {
  const wanted = typeNoun(issue.expected);
  if (issue.input === undefined) return ['is missing', `add it: ${wanted}`];
  if (issue.expected === 'string' && typeof issue.input === 'number')
    return ['is a number, not text', `put it in quotes: "${issue.input}"`];
  return [`is not ${wanted}`, `give ${wanted}`];
}

function valueSentences(issue: IssueOf<'invalid_value'>): [string, string] {
  const values = issue.values.map(String);
  const choice = values.length === 1 ? `use ${values[0]}` : `use one of ${values.join(', ')}`;
  const near = nearest(String(issue.input ?? ''), values);
  return [
    issue.input === undefined ? 'is missing' : 'is not a known value',
    near ? `did you mean ${near}? ${choice}` : choice,
  ];
}

/** The issues of the one branch that the value was meant for: the others want something that it is not at all. */
function branchMeant({ errors }: IssueOf<'invalid_union'>): readonly Issue[] | undefined {
  const near = errors.filter((branch) => !branch.some(isAnotherKind));
  return near.length === 1 ? near[0] : undefined;
}

const isAnotherKind = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

function unionSentences(issue: IssueOf<'invalid_union'>): [string, string] {
  if (issue.input === undefined) return ['is missing', 'add it'];
  const branches = issue.errors.flatMap((branch) => branch.slice(0, 1).map(branchHint));
  return ['fits none of the allowed shapes', `one of: ${[...new Set(branches)].join('; ')}`];
}

function branchHint(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return `without ${issue.keys.map((key) => valueText(key)).join(', ')}`;
  const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return where + (isOwnMessage(issue) ? issue.message : sentences(issue)[1]);
}

function unknownKey(schema: z.ZodType, path: PathSegment[], issue: Issue, key: string): Explanation {
  const allowed = allowedKeys(schema, path);
  const near = nearest(key, allowed);
  const list = `allowed here: ${allowed.join(', ')}`;
  const parent = issue.input as Readonly<Record<string, unknown>> | undefined;
  return {
    path: [...path, key],
    value: parent?.[key],
    problem: 'unknown key',
    fix: near === undefined ? `remove it; ${list}` : `did you mean ${near}? ${list}`,
  };
}

/** The candidate that a typing slip could have made of `word`, if any is near enough. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || word === '') return undefined;
  const candidate = closest(word.toLowerCase(), candidates);
  const near = distance(word.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, Math.floor(word.length / 3));
  return near ? candidate : undefined;
}

const typeNouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
};

const typeNoun = (expected: string): string => typeNouns[expected] ?? expected;

function sizeNoun(origin: string): string {
  if (origin === 'array') return 'the number of items';
  return origin === 'string' ? 'the length' : 'the value';
}

function amount(origin: string, size: number | bigint): string {
  if (origin === 'array') return `${size} item${size === 1 ? '' : 's'}`;
  return origin === 'string' ? `${size} characters` : String(size);
}
