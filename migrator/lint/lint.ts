import type { Clause } from './changes.ts';
import type { SchemaFacts } from './facts.ts';
import { isContractFile, judgeName, type MigrationFile } from './files.ts';
import type { Finding, Firing } from './finding.ts';
import { tokensOf } from './lexer.ts';
import { type Model, modelAfter, modelKnowing, modelOf, type TableModel, tableIn } from './model.ts';
import { withOverrides } from './overrides.ts';
import { type PlannedStatement, textsOf, viaOf } from './plan.ts';
import { refuseInvisible } from './read/foreign.ts';
import { readStatement } from './read/statement.ts';
import { rules } from './rule-book.ts';
import { judgeColumn } from './rules/column.ts';
import { judgeKey } from './rules/key.ts';
import { judgeOnline } from './rules/online.ts';
import { judgeTable } from './rules/table.ts';
import { type Statement, statementsOf } from './statements.ts';
import { judgeTerms } from './terms.ts';

export type { SchemaFacts } from './facts.ts';
export type { MigrationFile } from './files.ts';
export type { Finding } from './finding.ts';
export type { PlannedStatement } from './plan.ts';

/** `expand` is an ordinary release; `contract` also accepts drops, because nobody needs the old shape any more. */
export type Mode = 'expand' | 'contract';

/** What the lint may be told besides. */
export interface LintOptions {
  readonly mode?: Mode;
  /** Files that are applied, and whose tables and columns the running code may use: they count for numbers only. */
  readonly applied?: ReadonlySet<string>;
  /** How many first statements of a file are done already: the facts have them, the running code does not know them. */
  readonly done?: ReadonlyMap<string, number>;
}

/** What the lint says: nothing may be run while a finding's severity is `refuse`. */
export interface LintResult {
  readonly findings: readonly Finding[];
  /** What could be read, in order, as it is to be run. */
  readonly statements: readonly PlannedStatement[];
}

interface Judged extends LintResult {
  readonly model: Model;
}

/** Larger files are refused unread; the largest migrations that people write have some kilobytes. */
const mostCharacters = 200_000;

const isAbsent = (clause: Clause, model: Model): boolean => {
  const { change } = clause;
  const names = change.kind.startsWith('create') || change.kind.endsWith('View') || change.kind.endsWith('Trigger');
  return model.complete && !names && !model.tables.has(clause.table);
};

const judgeClause = (clause: Clause, table: TableModel, model: Model): readonly Firing[] => {
  if (isAbsent(clause, model)) {
    if (clause.change.kind === 'dropTable' && clause.change.ifExists) return [];
    return [{ rule: 'schema-mismatch', sentence: `Changes table ${clause.table}, which does not exist.` }];
  }
  return [...judgeTable(clause, table, model), ...judgeColumn(clause, table), ...judgeKey(clause, table)];
};

const findingOf = (file: string, line: number, firing: Firing): Finding => ({
  file,
  line: firing.line ?? line,
  rule: firing.rule,
  severity: firing.severity ?? rules[firing.rule].severity,
  sentence: firing.sentence,
  recipe: rules[firing.rule].recipe,
});

const judgeClauses = (
  file: string,
  clauses: readonly Clause[],
  before: Model,
): { findings: Finding[]; model: Model } => {
  const findings: Finding[] = [];
  let model = before;
  for (const clause of clauses) {
    const firings = judgeClause(clause, tableIn(model, clause.table), model);
    findings.push(...firings.map((firing) => findingOf(file, clause.tokens[0]?.line ?? 1, firing)));
    model = modelAfter(model, clause);
  }
  return { findings, model };
};

const judgeStatement = (file: string, statement: Statement, before: Model, mode: Mode): Judged => {
  const line = statement.tokens[0]?.line ?? 1;
  const reading = readStatement(statement.tokens);
  if ('refusal' in reading) {
    const refused = [findingOf(file, line, reading.refusal)];
    return { findings: withOverrides(file, statement.comments, refused), statements: [], model: before };
  }
  const { clauses } = reading;
  const table = clauses[0]?.table ?? '';
  const old = tableIn(before, table);
  const { findings, model } = judgeClauses(file, clauses, before);
  const online = judgeOnline(table, clauses, old, before.complete).map((firing) => findingOf(file, line, firing));
  const all = withOverrides(file, statement.comments, [...findings, ...online]);
  const drops = all.some((finding) => rules[finding.rule].contract);
  const via = viaOf(clauses, old);
  const texts = textsOf(statement.tokens, clauses, via);
  return {
    findings: all.filter((finding) => mode === 'expand' || !rules[finding.rule].contract),
    statements: [{ file, line, table, kind: drops ? 'contract' : 'expand', via, ...texts }],
    model,
  };
};

const refuseFile = ({ sql }: MigrationFile): Firing | undefined => {
  if (sql.length > mostCharacters) {
    return { rule: 'unparseable', sentence: `The file is larger than ${mostCharacters} characters.` };
  }
  return refuseInvisible(sql);
};

const knowing = (model: Model, statement: Statement): Model => {
  const reading = readStatement(statement.tokens);
  return 'refusal' in reading ? model : reading.clauses.reduce(modelKnowing, model);
};

const judgeFile = (file: MigrationFile, before: Model, mode: Mode, done: number): Judged => {
  const refused = (firing: Firing): Judged => ({
    findings: [findingOf(file.name, 1, firing)],
    statements: [],
    model: before,
  });
  const refusal = refuseFile(file);
  if (refusal !== undefined) return refused(refusal);
  const statements = statementsOf(tokensOf(file.sql));
  if (statements.length === 0) return refused({ rule: 'empty-file', sentence: 'The file has no statement.' });
  return statements.slice(done).reduce<Judged>(
    (judged, statement) => {
      const next = judgeStatement(file.name, statement, judged.model, mode);
      return {
        findings: [...judged.findings, ...next.findings],
        statements: [...judged.statements, ...next.statements],
        model: next.model,
      };
    },
    { findings: [], statements: [], model: statements.slice(0, done).reduce(knowing, before) },
  );
};

/**
 * Whether the code that runs now may go on running on the schema after these migrations, which come in order. In mode expand, contract files
 * wait: only their terms are judged. It never throws, and looks at nothing but its arguments.
 */
export const lint = (
  files: readonly MigrationFile[],
  schema?: SchemaFacts,
  { mode = 'expand', applied, done }: LintOptions = {},
): LintResult => {
  const findings: Finding[] = [];
  const statements: PlannedStatement[] = [];
  let model = modelOf(schema);
  for (const [index, file] of files.entries()) {
    if (applied?.has(file.name)) continue;
    const whole = [...judgeName(file, files[index - 1]), ...judgeTerms(file)];
    findings.push(...whole.map((firing) => findingOf(file.name, 1, firing)));
    if (mode === 'expand' && isContractFile(file.name)) continue;
    const judged = judgeFile(file, model, mode, done?.get(file.name) ?? 0);
    findings.push(...judged.findings);
    statements.push(...judged.statements);
    model = judged.model;
  }
  return { findings, statements };
};
