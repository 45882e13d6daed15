import type { Clause } from '../changes.ts';
import type { Firing } from '../finding.ts';
import type { TableModel } from '../model.ts';
import { changing, viaOf } from '../plan.ts';

const longestTableName = 58;

const hasKey = (table: TableModel): boolean =>
  table.facts === undefined ||
  table.facts.primaryKey.length > 0 ||
  table.facts.indexes.some(
    (index) => index.unique && index.columns.every((column) => table.facts?.columns[column]?.nullable === false),
  );

const tableRules = (name: string, table: TableModel): readonly Firing[] => {
  const { triggers = [], referencedBy = [], foreignKeys = [] } = table.facts ?? {};
  const firings: Firing[] = [];
  if (triggers.length > 0) {
    const sentence = `${name} has triggers (${triggers.join(', ')}), which pt-online-schema-change can’t keep.`;
    firings.push({ rule: 'existing-trigger', sentence });
  }
  if (referencedBy.length > 0) {
    const tables = [...new Set(referencedBy.map((key) => key.table))].join(', ');
    const sentence = `${name} is referred to by ${tables}: foreign keys can’t follow the table while it is exchanged.`;
    firings.push({ rule: 'referenced-table', sentence });
  }
  if (foreignKeys.length > 0) {
    const sentence = `Foreign keys of ${name} get another name, with _ in front, in the copy.`;
    firings.push({ rule: 'own-foreign-keys', sentence });
  }
  if (!hasKey(table)) {
    const sentence = `${name} has no primary key and no unique key without NULLs: the copy has nothing to go along.`;
    firings.push({ rule: 'no-key', sentence });
  }
  return firings;
};

const unknownTable = (name: string): Firing => ({
  rule: 'needs-schema',
  severity: 'warn',
  sentence: `Whether ${name} has triggers, foreign keys or no key at all is not known here.`,
});

const alone = new Set(['dropForeignKey', 'partition', 'renameTable', 'unsupported']);

const mixedRule = (name: string, clauses: readonly Clause[]): readonly Firing[] => {
  const single = changing(clauses).find((clause) => alone.has(clause.change.kind));
  if (single === undefined || changing(clauses).length === 1) return [];
  const sentence = `Does something to ${name} beside other changes that pt-online-schema-change can’t do with them.`;
  return [{ rule: 'mixed-statement', sentence }];
};

const dropsAndAdds = (name: string, clauses: readonly Clause[]): readonly Firing[] => {
  const dropped = clauses.flatMap(({ change }) => (change.kind === 'dropColumn' ? [change.column.toLowerCase()] : []));
  const again = clauses.find(
    ({ change }) => change.kind === 'addColumn' && dropped.includes(change.column.name.toLowerCase()),
  );
  if (again === undefined) return [];
  const sentence = `Drops a column of ${name} and adds it again: the copy would keep its old values, a direct change would lose them.`;
  return [{ rule: 'mixed-statement', sentence }];
};

/** What pt-online-schema-change can't do with a statement, by the limits of its manual. */
export const judgeOnline = (
  name: string,
  clauses: readonly Clause[],
  table: TableModel,
  complete: boolean,
): readonly Firing[] => {
  const firings: Firing[] = [];
  const makes = clauses.find(({ change }) => change.kind === 'createTable' || change.kind === 'renameTable');
  const longest = makes?.change.kind === 'renameTable' ? makes.change.to : name;
  if (longest.length > longestTableName && (makes !== undefined || viaOf(clauses, table) === 'online')) {
    const sentence = `The name ${longest} leaves no room for the copies of an online change (64 characters at most).`;
    firings.push({ rule: 'long-name', sentence });
  }
  if (viaOf(clauses, table) === 'direct') return firings;
  return [
    ...firings,
    ...(table.facts === undefined && !complete ? [unknownTable(name)] : tableRules(name, table)),
    ...mixedRule(name, clauses),
    ...dropsAndAdds(name, clauses),
  ];
};
