import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { explain } from './explain.ts';
import { type PathSegment, type Problem, pathText } from './problem.ts';

/** What a file says, or everything that is wrong with it. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads YAML text by a schema. `file` is the name that problems carry; `checks` see only values that the schema accepts. */
export function readDocument<S extends z.ZodType>(
  schema: S,
  file: string,
  text: string,
  checks: readonly Check<z.infer<S>>[] = [],
): Reading<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) return { ok: false, problems: syntaxProblems(file, document, lines) };
  const content = plainContent(document);
  if (content instanceof Error) return { ok: false, problems: [aliasProblem(file, content)] };
  const place = (path: readonly PathSegment[]) => position(document, lines, path);
  const parsed = schema.safeParse(content, { reportInput: true });
  if (!parsed.success) {
    const explained = parsed.error.issues.flatMap((issue) => explain(schema, issue));
    return { ok: false, problems: explained.map((found) => located(file, found, place)) };
  }
  const failed = checks.flatMap((check) => check(parsed.data)).map((found) => located(file, found, place));
  return failed.length === 0 ? { ok: true, value: parsed.data } : { ok: false, problems: failed };
}

/** A rule over the whole value that a schema cannot say. */
export type Check<T> = (value: T) => readonly Finding[];
export interface Finding {
  readonly path: readonly PathSegment[];
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function located(file: string, found: Finding, place: (path: readonly PathSegment[]) => Position | undefined): Problem {
  const { path, ...rest } = found;
  return { file, ...place(path), path: pathText(path), ...rest };
}

/** Where the node at `path` begins, or its nearest parent that exists. */
function position(document: Document.Parsed, lines: LineCounter, path: readonly PathSegment[]): Position | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return asPosition(lines, node.range[0]);
  }
  return undefined;
}

/** The document as plain values; an alias that is unknown, or that grows without bounds, is answered as the error. */
function plainContent(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

function aliasProblem(file: string, error: Error): Problem {
  const fix = 'define the anchor (&name) before its alias (*name), and do not nest aliases deeply';
  return { file, path: '', value: undefined, problem: error.message, fix };
}

function asPosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function syntaxProblems(file: string, document: Document.Parsed, lines: LineCounter): Problem[] {
  return document.errors.map((error) => ({
    file,
    ...asPosition(lines, error.pos[0]),
    path: '',
    value: undefined,
    problem: `this is not YAML: ${error.message.split('\n', 1)[0] ?? error.code}`,
    fix: syntaxFixes[error.code] ?? 'mend the YAML at this line; indentation with spaces and a space after every colon',
  }));
}

const syntaxFixes: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two keys of this name',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
};
