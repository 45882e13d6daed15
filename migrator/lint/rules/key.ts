import type { ChangeOf, Clause, ForeignKeyDefinition } from '../changes.ts';
import type { Firing } from '../finding.ts';
import { columnIn, type TableModel } from '../model.ts';

const list = (columns: readonly string[]): string => columns.join(', ');

const isUnfilled = (table: TableModel, column: string): boolean => {
  if (!table.newColumns.has(column.toLowerCase())) return false;
  const facts = columnIn(table, column);
  return facts === undefined || (facts.nullable && facts.default === null);
};

const uniqueKey = (name: string, table: TableModel, columns: readonly string[]): readonly Firing[] => {
  if (columns.some((column) => isUnfilled(table, column))) return [];
  const sentence = `Makes (${list(columns)}) of ${name} unique over rows that exist: duplicates would be lost in the copy, and the old code may write more.`;
  return [{ rule: 'unique-key', sentence }];
};

const spatialIndex = (name: string, table: TableModel, columns: readonly string[]): readonly Firing[] => {
  if (columns.every((column) => columnIn(table, column)?.nullable === false)) return [];
  const why =
    table.facts === undefined
      ? 'may be NULL: the schema is not known here'
      : 'may be NULL, which a spatial index can’t hold';
  return [{ rule: 'spatial-index', sentence: `Adds a spatial index on (${list(columns)}) of ${name}, which ${why}.` }];
};

const missingColumns = (name: string, table: TableModel, columns: readonly string[]): readonly Firing[] => {
  const absent = columns.find(
    (column) => table.facts !== undefined && column !== '' && columnIn(table, column) === undefined,
  );
  return absent === undefined
    ? []
    : [{ rule: 'schema-mismatch', sentence: `Indexes ${name}.${absent}, which does not exist.` }];
};

const existingIndex = (name: string, table: TableModel, change: ChangeOf<'addIndex'>): readonly Firing[] => {
  const same = table.facts?.indexes.some((index) => index.name.toLowerCase() === change.name?.toLowerCase());
  if (same !== true || change.ifNotExists) return [];
  return [{ rule: 'schema-mismatch', sentence: `Adds index ${change.name} to ${name}, which exists.` }];
};

const addIndex = (name: string, table: TableModel, change: ChangeOf<'addIndex'>): readonly Firing[] => {
  const { index, columns } = change;
  const mismatch = [...existingIndex(name, table, change), ...missingColumns(name, table, columns)];
  if (mismatch.length > 0) return mismatch;
  if (index === 'unique') return uniqueKey(name, table, columns);
  if (index === 'spatial') return spatialIndex(name, table, columns);
  if (index === 'fulltext') {
    return [
      {
        rule: 'fulltext-index',
        sentence: `Adds a fulltext index on ${name}: it makes the copy, and every write during it, slow.`,
      },
    ];
  }
  return columns.length > 3
    ? [{ rule: 'wide-index', sentence: `Indexes ${columns.length} columns of ${name}: more than three rarely help.` }]
    : [];
};

const dropIndex = (name: string, table: TableModel, change: ChangeOf<'dropIndex'>): readonly Firing[] => {
  const words = `index ${change.name} of ${name}`;
  if (table.facts === undefined) {
    return [
      {
        rule: 'needs-schema',
        sentence: `Drops ${words}: whether it is unique can’t be told, because the schema is not known here.`,
      },
    ];
  }
  const found = table.facts.indexes.find((index) => index.name.toLowerCase() === change.name.toLowerCase());
  if (found === undefined) {
    return change.ifExists ? [] : [{ rule: 'schema-mismatch', sentence: `Drops ${words}, which does not exist.` }];
  }
  return found.unique
    ? [
        {
          rule: 'drop-unique-key',
          sentence: `Drops the unique ${words}: the old code relies on it to refuse and to find duplicates.`,
        },
      ]
    : [
        {
          rule: 'drop-index',
          sentence: `Drops ${words}: queries of the old code may become slow, and those that force it fail.`,
        },
      ];
};

const addForeignKey = (name: string, table: TableModel, key: ForeignKeyDefinition): readonly Firing[] => {
  const fresh = key.columns.every((column) => isUnfilled(table, column));
  const why = fresh
    ? `pt-online-schema-change does not carry it over as it is named, and deletes of the old code from ${key.table} may be refused`
    : `writes of the old code without a row in ${key.table} are refused`;
  return [{ rule: 'foreign-key', sentence: `Adds a foreign key from ${name} to ${key.table}: ${why}.` }];
};

const dropForeignKey = (name: string, table: TableModel, keyName: string): readonly Firing[] => {
  const words = `foreign key ${keyName} of ${name}`;
  if (table.facts === undefined) {
    return [
      {
        rule: 'needs-schema',
        sentence: `Drops ${words}: what it does on delete can’t be told, because the schema is not known here.`,
      },
    ];
  }
  const found = table.facts.foreignKeys.find((key) => key.name === keyName);
  if (found === undefined) return [{ rule: 'schema-mismatch', sentence: `Drops ${words}, which does not exist.` }];
  if (!/^(?:CASCADE|SET NULL|SET DEFAULT)$/i.test(found.onDelete)) return [];
  return [
    {
      rule: 'drop-foreign-key',
      sentence: `Drops ${words}: the old code relies on its ON DELETE ${found.onDelete.toUpperCase()}.`,
    },
  ];
};

const dropConstraint = (name: string, table: TableModel, constraint: string): readonly Firing[] => {
  if (table.facts?.foreignKeys.some((key) => key.name === constraint)) return dropForeignKey(name, table, constraint);
  if (table.facts?.indexes.some((index) => index.name === constraint)) {
    return dropIndex(name, table, { kind: 'dropIndex', name: constraint, ifExists: false });
  }
  if (table.facts !== undefined) return [];
  return [
    {
      rule: 'needs-schema',
      sentence: `Drops constraint ${constraint} of ${name}: what it is can’t be told, because the schema is not known here.`,
    },
  ];
};

/** What is wrong with what a clause does to keys and constraints of a table that the old code knows. */
export const judgeKey = ({ change, table: name }: Clause, table: TableModel): readonly Firing[] => {
  if (table.isNew) return [];
  switch (change.kind) {
    case 'addIndex':
      return addIndex(name, table, change);
    case 'dropIndex':
      return dropIndex(name, table, change);
    case 'addPrimaryKey':
      return [
        {
          rule: 'primary-key',
          sentence: `Adds a primary key to ${name}: the copy goes row by row along the key that is there.`,
        },
      ];
    case 'dropPrimaryKey':
      return [
        { rule: 'primary-key', sentence: `Drops the primary key of ${name}: the copy and replicas find rows by it.` },
      ];
    case 'addForeignKey':
      return addForeignKey(name, table, change.key);
    case 'dropForeignKey':
      return dropForeignKey(name, table, change.name);
    case 'addCheck':
      return change.enforced
        ? [
            {
              rule: 'check',
              sentence: `Adds a CHECK to ${name}: rows that break it, and writes of the old code that do, are refused.`,
            },
          ]
        : [];
    case 'dropConstraint':
      return dropConstraint(name, table, change.name);
    default:
      return [];
  }
};
