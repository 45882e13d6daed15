import type { ChangeOf, Clause } from '../changes.ts';
import type { Firing } from '../finding.ts';
import type { Model, TableModel } from '../model.ts';
import { judgeCreatedTable } from './created-table.ts';
import { judgeRows } from './rows.ts';

const dropTable = (name: string, table: TableModel): readonly Firing[] => {
  const drop: Firing = { rule: 'drop-table', sentence: `Drops table ${name}: the old code may still use it.` };
  const keys = table.facts?.referencedBy ?? [];
  if (keys.length === 0) return [drop];
  const sentence = `Drops ${name}, to which ${keys.map((key) => key.table).join(', ')} refer: the server refuses that.`;
  return [drop, { rule: 'referenced-table', sentence }];
};

const setOption = (name: string, table: TableModel, change: ChangeOf<'tableOption'>): readonly Firing[] => {
  switch (change.option) {
    case 'engine':
      if (/^innodb$/i.test(change.value)) return [];
      return [{ rule: 'table-engine', sentence: `Moves ${name} to ${change.value}.` }];
    case 'auto_increment': {
      const sentence = `Sets the counter of ${name} to ${change.value}: numbers that the old code expects are skipped or come again.`;
      return [{ rule: 'auto-increment', sentence }];
    }
    case 'charset':
    case 'character set':
    case 'collate': {
      const now = change.option === 'collate' ? table.facts?.collation : table.facts?.charset;
      if (now?.toLowerCase() === change.value.toLowerCase()) return [];
      const sentence = `Makes ${change.value} the default of ${name}: columns added later join badly with those that are there.`;
      return [{ rule: 'default-charset', sentence }];
    }
    default:
      return [];
  }
};

const partition = (name: string, drops: boolean): readonly Firing[] =>
  drops
    ? [{ rule: 'drop-partition', sentence: `Drops a partition of ${name} with its rows.` }]
    : [
        {
          rule: 'partitioning',
          sentence: `Changes the partitions of ${name}: it locks the table, and keys and foreign keys may no longer fit.`,
        },
      ];

const howToRun = ({ option, value }: ChangeOf<'howToRun'>): readonly Firing[] => {
  if (value === 'INSTANT' || value === 'DEFAULT' || value === 'NONE') return [];
  const sentence = `${option.toUpperCase()}=${value} is left out: pt-online-schema-change makes the change to an empty copy.`;
  return [{ rule: 'online-options', sentence }];
};

/** What is wrong with what a clause does to a whole table that the old code knows. */
const judgeOldTable = ({ change, table: name }: Clause, table: TableModel): readonly Firing[] => {
  switch (change.kind) {
    case 'dropTable':
      return dropTable(name, table);
    case 'renameTable':
      return [
        { rule: 'rename-table', sentence: `Renames table ${name} to ${change.to}: the old code still says ${name}.` },
      ];
    case 'truncate':
      return [{ rule: 'truncate', sentence: `Empties table ${name}: the old code may still need its rows.` }];
    case 'convertCharset': {
      const sentence = `Converts ${name} to ${change.charset}: comparisons, keys and stored bytes of every text column change.`;
      return [{ rule: 'table-charset', sentence }];
    }
    case 'tableOption':
      return setOption(name, table, change);
    case 'partition':
      return partition(name, change.drops);
    case 'howToRun':
      return howToRun(change);
    case 'createTrigger':
      return [{ rule: 'trigger', sentence: `Makes a trigger on ${name}: it changes what writes of the old code do.` }];
    default:
      return [];
  }
};

/** What is wrong with what a clause does to a table, a view or rows. */
export const judgeTable = (clause: Clause, table: TableModel, model: Model): readonly Firing[] => {
  const { change, table: name } = clause;
  switch (change.kind) {
    case 'createTable':
      return judgeCreatedTable(name, change.definition, model);
    case 'createView':
      if (!change.orReplace) return [];
      return [{ rule: 'view', sentence: `Replaces view ${name}: the old code may still read it as it was.` }];
    case 'dropView':
      return [{ rule: 'drop-view', sentence: `Drops view ${name}: the old code may still read it.` }];
    case 'dropTrigger':
      return [{ rule: 'drop-trigger', sentence: `Drops trigger ${name}: the old code may rely on what it does.` }];
    case 'unsupported':
      return [{ rule: 'unsupported-clause', sentence: `${change.words} on ${name} does not belong into a release.` }];
    case 'insert':
    case 'changeRows':
      return judgeRows(name, change, table);
    default:
      return table.isNew ? [] : judgeOldTable(clause, table);
  }
};
