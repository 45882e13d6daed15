import type { ColumnDefinition } from '../changes.ts';
import type { Firing } from '../finding.ts';
import { columnIn, type TableModel } from '../model.ts';

/** From this many rows on, or where nobody knows how many, a rebuild is no small thing. */
export const bigTableRows = 100_000;

const always = (): readonly Firing[] => [];

const nullRule = (column: ColumnDefinition, name: string): readonly Firing[] => {
  const filled =
    column.nullable || column.default !== undefined || column.autoIncrement || column.generated !== undefined;
  if (filled || column.primary) return always();
  const sentence = `Adds ${name} as NOT NULL without a default: INSERTs of the old code do not name it, and fail.`;
  return [{ rule: 'not-null-without-default', sentence }];
};

const keyRules = (column: ColumnDefinition, name: string): readonly Firing[] => {
  const firings: Firing[] = [];
  if (column.primary) firings.push({ rule: 'primary-key', sentence: `Makes ${name} the primary key.` });
  if (column.autoIncrement) {
    firings.push({
      rule: 'auto-increment',
      sentence: `Adds ${name} with AUTO_INCREMENT: replicas may number the old rows otherwise.`,
    });
  }
  if (column.unique && !(column.nullable && column.default === undefined)) {
    const sentence = `Adds ${name} as UNIQUE with the same value in every row: only one row would stay.`;
    firings.push({ rule: 'unique-key', sentence });
  }
  if (column.references !== undefined) {
    const sentence = `Adds ${name} with REFERENCES ${column.references}: MariaDB makes a foreign key of it, MySQL before 9 ignores it.`;
    firings.push({ rule: 'foreign-key', sentence });
  }
  return firings;
};

const generatedRule = (column: ColumnDefinition, name: string, table: TableModel): readonly Firing[] => {
  if (column.generated !== 'stored') return always();
  const rows = table.facts?.rows;
  if (rows !== undefined && rows < bigTableRows) return always();
  const size = rows === undefined ? 'of unknown size' : `of about ${rows} rows`;
  return [
    {
      rule: 'generated-column',
      sentence: `Adds ${name} as STORED to a table ${size}: every row is written anew, and writes of the old code for which the expression fails are refused.`,
    },
  ];
};

const varyingRule = (column: ColumnDefinition, name: string): readonly Firing[] =>
  column.defaultVaries
    ? [
        {
          rule: 'varying-default',
          sentence: `Adds ${name} with a default that varies by row: replicas may get other values.`,
        },
      ]
    : always();

/** What is wrong with a column that is added to a table which the old code knows. */
export const judgeNewColumn = (
  column: ColumnDefinition,
  tableName: string,
  table: TableModel,
  ifNotExists: boolean,
): readonly Firing[] => {
  const name = `${tableName}.${column.name}`;
  if (columnIn(table, column.name) !== undefined) {
    return ifNotExists ? always() : [{ rule: 'schema-mismatch', sentence: `Adds ${name}, which exists.` }];
  }
  return [
    ...nullRule(column, name),
    ...keyRules(column, name),
    ...generatedRule(column, name, table),
    ...varyingRule(column, name),
  ];
};
