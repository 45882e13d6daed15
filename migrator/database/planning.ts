import type { Clause } from '../lint/changes.ts';
import { type Token, textOf, tokensOf } from '../lint/lexer.ts';
import type { PlannedStatement } from '../lint/plan.ts';
import { readStatement } from '../lint/read/statement.ts';
import { type Copies, type Copy, copiesOf, withoutForeignKeys } from './copies.ts';
import { withScratchNames } from './scratch-names.ts';
import { asRefusal, StatementRefused } from './server-error.ts';
import type { Session } from './session.ts';

/** A table's definition before a statement and after it; null: there is none. Equal where the statement is about rows. */
export interface PlannedDefinition {
  readonly before: string | null;
  readonly planned: string | null;
}

/** Tries statements on empty copies, one after the other, so that later ones meet what earlier ones would have made. */
export interface Planning {
  /** Throws StatementRefused with the server's message where the server refuses the statement. */
  apply(statement: PlannedStatement): Promise<PlannedDefinition>;
  /** Drops the copies. */
  close(): Promise<void>;
}

interface Trial {
  readonly session: Session;
  readonly copies: Copies;
}

const attempt = async (trial: Trial, tokens: readonly Token[], before = ''): Promise<void> => {
  const sql = `${before}${textOf(withScratchNames(tokens, (table) => trial.copies.at(table)?.scratch))}`;
  try {
    await trial.session.rows(sql);
  } catch (error) {
    throw asRefusal(error);
  }
};

const create = async (trial: Trial, clause: Clause, before: string | null): Promise<void> => {
  const { change, table } = clause;
  const definition = change.kind === 'createTable' ? change.definition : undefined;
  if (before !== null && definition?.ifNotExists) return;
  const replaces = definition?.orReplace ?? (change.kind === 'createView' && change.orReplace);
  if (before !== null && !replaces)
    throw new StatementRefused('ER_TABLE_EXISTS_ERROR', `Table '${table}' already exists`);
  trial.copies.begin(table);
  await attempt(trial, clause.tokens);
};

const existing = async (trial: Trial, table: string): Promise<Copy> => {
  const copy = await trial.copies.of(table);
  if (copy === null) throw new StatementRefused('ER_NO_SUCH_TABLE', `Table '${table}' doesn't exist`);
  return copy;
};

const alter = async (trial: Trial, table: string, clauses: readonly Clause[]): Promise<void> => {
  const copy = await existing(trial, table);
  const { kept, copy: after } = withoutForeignKeys(copy, clauses);
  const texts = kept.map((clause) => textOf(clause.tokens)).join(', ');
  if (texts !== '') await attempt(trial, tokensOf(texts), `ALTER TABLE \`${copy.scratch}\` `);
  trial.copies.set(table, after);
};

const applyClauses = async (trial: Trial, clauses: readonly Clause[], before: string | null): Promise<void> => {
  const [first] = clauses;
  if (first === undefined) return;
  switch (first.change.kind) {
    case 'createTable':
    case 'createView':
      return create(trial, first, before);
    case 'dropTable':
    case 'dropView':
      for (const clause of clauses) trial.copies.set(clause.table, null);
      return;
    case 'renameTable':
      trial.copies.set(first.change.to, await existing(trial, first.table));
      return trial.copies.set(first.table, null);
    case 'insert':
    case 'changeRows':
      return attempt(trial, first.tokens, 'EXPLAIN ');
    case 'truncate':
    case 'createTrigger':
    case 'dropTrigger':
      return;
    default:
      return alter(trial, first.table, clauses);
  }
};

const applied = async (trial: Trial, statement: PlannedStatement): Promise<PlannedDefinition> => {
  const reading = readStatement(tokensOf(statement.sql));
  if ('refusal' in reading) throw new StatementRefused('', reading.refusal.sentence);
  const before = await trial.copies.definition(statement.table);
  await applyClauses(trial, reading.clauses, before);
  return { before, planned: await trial.copies.definition(statement.table) };
};

/** Begins with the schema as it is; close it whatever happens. */
export const openPlanning = async (session: Session): Promise<Planning> => {
  const trial = { session, copies: await copiesOf(session) };
  return { apply: (statement) => applied(trial, statement), close: () => trial.copies.close() };
};

/** What one statement would make of its table now; throws StatementRefused. */
export const planDefinition = async (session: Session, statement: PlannedStatement): Promise<PlannedDefinition> => {
  const planning = await openPlanning(session);
  try {
    return await planning.apply(statement);
  } finally {
    await planning.close();
  }
};
