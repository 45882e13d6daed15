import type { ColumnDefinition } from '../changes.ts';
import { compareTypes, typeInWords } from '../compare-types.ts';
import type { ColumnFacts } from '../facts.ts';
import type { Firing } from '../finding.ts';
import { columnIn, type TableModel } from '../model.ts';
import { typeOfText } from '../read/column-type.ts';

const typeRule = (name: string, old: ColumnFacts, next: ColumnDefinition): readonly Firing[] => {
  const from = typeOfText(old.type);
  const words = `${name} from ${typeInWords(from)} to ${typeInWords(next.type)}`;
  switch (compareTypes(from, next.type)) {
    case 'narrower':
      return [{ rule: 'narrower-type', sentence: `Narrows ${words}: values of the old code no longer fit.` }];
    case 'other':
      return [{ rule: 'other-type', sentence: `Changes ${words}: the old code reads and compares it as it was.` }];
    case 'values':
      return [{ rule: 'enum-values', sentence: `Removes or reorders values of ${words}.` }];
    default:
      return [];
  }
};

const nullRules = (name: string, old: ColumnFacts, next: ColumnDefinition): readonly Firing[] => {
  if (old.nullable === next.nullable) return [];
  return next.nullable
    ? [{ rule: 'nullable-now', sentence: `Lets ${name} be NULL: the old code may meet NULL where it never did.` }]
    : [
        {
          rule: 'not-null',
          sentence: `Makes ${name} NOT NULL: the old code may still write NULL, and rows that have it are changed or lost in the copy.`,
        },
      ];
};

/** A default in one spelling, whatever its quotes, brackets and case. */
const spelled = (value: string | null | undefined): string | undefined => {
  if (value === null || value === undefined || /^null$/i.test(value)) return undefined;
  return value
    .replaceAll(/['"()]/g, '')
    .replace(/^(?:now|localtime|localtimestamp|current_timestamp)\d?$/i, 'current_timestamp')
    .replace(/^(-?\d+)\.0+$/, '$1')
    .toLowerCase();
};

const defaultRules = (name: string, old: ColumnFacts, next: ColumnDefinition): readonly Firing[] => {
  const [before, after] = [spelled(old.default), spelled(next.default)];
  if (old.setOnUpdate === true && !next.setOnUpdate) {
    return [
      { rule: 'drop-default', sentence: `Takes ON UPDATE from ${name}: the old code relies on the server to set it.` },
    ];
  }
  if (before === undefined || before === after) return [];
  return after === undefined
    ? [
        {
          rule: 'drop-default',
          sentence: `Takes the default from ${name}: INSERTs of the old code that leave it out fail or write NULL.`,
        },
      ]
    : [{ rule: 'change-default', sentence: `Changes the default of ${name} under the old code.` }];
};

/** A character set by its present name. */
const named = (charset: string | undefined): string | undefined => charset?.toLowerCase().replace(/^utf8$/, 'utf8mb3');

const charsetRule = (name: string, old: ColumnFacts, next: ColumnDefinition, table: TableModel): readonly Firing[] => {
  const charset = next.charset ?? next.collation?.split('_')[0] ?? (old.charset && table.facts?.charset);
  const differs = old.charset !== undefined && charset !== undefined && named(old.charset) !== named(charset);
  const collation = next.collation ?? (next.charset === undefined ? table.facts?.collation : undefined);
  const collated = collation !== undefined && old.collation !== undefined && old.collation !== collation;
  if (!differs && !collated) return [];
  const [from, to] = differs ? [old.charset, charset] : [old.collation, collation];
  const silently = next.charset === undefined && next.collation === undefined ? ', because it names none' : '';
  return [
    {
      rule: 'column-charset',
      sentence: `Changes ${name} from ${from} to ${to}${silently}: comparisons, keys and stored bytes change.`,
    },
  ];
};

const counterRules = (name: string, old: ColumnFacts, next: ColumnDefinition): readonly Firing[] => {
  const firings: Firing[] = [];
  if ((old.autoIncrement === true) !== next.autoIncrement) {
    const sentence = next.autoIncrement
      ? `Makes ${name} AUTO_INCREMENT: rows that it holds 0 in would get new numbers.`
      : `Takes AUTO_INCREMENT from ${name}: INSERTs of the old code that leave it out fail.`;
    firings.push({ rule: 'auto-increment', sentence });
  }
  if (old.generated !== next.generated) {
    firings.push({ rule: 'generated-column', sentence: `Changes whether, or how, ${name} is generated.` });
  }
  if (next.primary) firings.push({ rule: 'primary-key', sentence: `Makes ${name} the primary key.` });
  if (next.unique)
    firings.push({
      rule: 'unique-key',
      sentence: `Makes ${name} unique over rows that exist: duplicates would be lost in the copy, and the old code may write more.`,
    });
  return firings;
};

/** What is wrong with a new definition of a column that the old code knows. */
export const judgeModifiedColumn = (
  tableName: string,
  column: string,
  next: ColumnDefinition,
  table: TableModel,
): readonly Firing[] => {
  const name = `${tableName}.${column}`;
  const renamed = column.toLowerCase() !== next.name.toLowerCase();
  const renames: readonly Firing[] = renamed
    ? [{ rule: 'rename-column', sentence: `Renames ${name} to ${next.name}: the old code still says ${column}.` }]
    : [];
  if (table.facts === undefined) {
    const sentence = `Defines ${name} anew: whether old values still fit can’t be told, because the schema is not known here.`;
    return [...renames, { rule: 'needs-schema', sentence }];
  }
  const old = columnIn(table, column);
  if (old === undefined) return [{ rule: 'schema-mismatch', sentence: `Changes ${name}, which does not exist.` }];
  return [
    ...renames,
    ...typeRule(name, old, next),
    ...nullRules(name, old, next),
    ...defaultRules(name, old, next),
    ...charsetRule(name, old, next, table),
    ...counterRules(name, old, next),
  ];
};
