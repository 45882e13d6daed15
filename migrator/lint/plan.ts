import type { Change, Clause } from './changes.ts';
import { type Token, textOf } from './lexer.ts';
import type { TableModel } from './model.ts';

/** One statement as it is to be run; nothing of it comes from comments. */
export interface PlannedStatement {
  readonly file: string;
  readonly line: number;
  readonly table: string;
  /** `contract`: takes away what older code may use. */
  readonly kind: 'expand' | 'contract';
  /** `online`: by pt-online-schema-change. */
  readonly via: 'direct' | 'online';
  readonly sql: string;
  /** What pt-online-schema-change gets as --alter. */
  readonly alter?: string;
}

/** Changes that only rewrite the table's description, whatever its size, and those that no copy of the table can make. */
const direct = new Set<Change['kind']>([
  'createTable',
  'dropTable',
  'renameTable',
  'truncate',
  'setDefault',
  'dropDefault',
  'dropIndex',
  'alterIndex',
  'dropForeignKey',
  'dropCheck',
  'dropConstraint',
  'partition',
  'unsupported',
  'createView',
  'dropView',
  'createTrigger',
  'dropTrigger',
  'insert',
  'changeRows',
]);

const isInstant = ({ change }: Clause): boolean =>
  change.kind === 'howToRun' && change.option === 'algorithm' && change.value === 'INSTANT';

const isDescription = ({ change }: Clause): boolean =>
  direct.has(change.kind) || (change.kind === 'tableOption' && change.option === 'comment');

/** The clauses that change something, without those that say how. */
export const changing = (clauses: readonly Clause[]): readonly Clause[] =>
  clauses.filter((clause) => clause.change.kind !== 'howToRun');

/** How a statement is to be run. */
export const viaOf = (clauses: readonly Clause[], table: TableModel): 'direct' | 'online' =>
  table.isNew || clauses.some(isInstant) || changing(clauses).every(isDescription) ? 'direct' : 'online';

/** The statement's text, and the clause for pt-online-schema-change where it goes online. */
export const textsOf = (
  tokens: readonly Token[],
  clauses: readonly Clause[],
  via: 'direct' | 'online',
): Pick<PlannedStatement, 'sql' | 'alter'> => {
  const sql = textOf(tokens);
  return via === 'direct'
    ? { sql }
    : {
        sql,
        alter: changing(clauses)
          .map((clause) => textOf(clause.tokens))
          .join(', '),
      };
};
