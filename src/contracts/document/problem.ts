/** One thing wrong in a file that a person wrote: where, what was given, what is wrong with it, and what to write instead. */
export interface Problem {
  readonly file: string;
  /** One-based; absent when the file has no such place, as for a missing key at the top. */
  readonly line?: number;
  readonly column?: number;
  /** `traffic.steps[2].weight`; empty for the whole file. */
  readonly path: string;
  /** The value given; undefined when it is missing. */
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
}

export type PathSegment = string | number;

/** `['a', 0, 'b-c']` as people write it: `a[0].b-c`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? String(segment) : `${text}.${String(segment)}`;
  }, '');
}

/** A value as short text on one line, for people. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A problem as two lines: where and what, then how to put it right. */
export function problemText(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const subject = problem.path === '' ? '' : `${problem.path}: `;
  const given = problem.value === undefined ? '' : ` (given: ${valueText(problem.value)})`;
  return `${place}: ${subject}${problem.problem}${given}\n    fix: ${problem.fix}`;
}
