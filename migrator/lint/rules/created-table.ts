import type { TableDefinition } from '../changes.ts';
import type { Firing } from '../finding.ts';
import { type Model, tableIn } from '../model.ts';

const primaryKeyRule = (name: string, definition: TableDefinition, model: Model): readonly Firing[] => {
  if (definition.like === undefined) {
    if (definition.primaryKey.length > 0) return [];
    return [{ rule: 'table-without-primary-key', sentence: `Makes ${name} without a primary key.` }];
  }
  const facts = tableIn(model, definition.like).facts;
  if (facts === undefined) {
    const sentence = `Makes ${name} like ${definition.like}: whether that has a primary key can’t be told, because the schema is not known here.`;
    return [{ rule: 'needs-schema', severity: 'warn', sentence }];
  }
  if (facts.primaryKey.length > 0) return [];
  return [
    { rule: 'table-without-primary-key', sentence: `Makes ${name} like ${definition.like}, without a primary key.` },
  ];
};

const referencesOf = (definition: TableDefinition): readonly string[] => [
  ...definition.foreignKeys.filter((key) => !/^(?:CASCADE|SET NULL)$/.test(key.onDelete)).map((key) => key.table),
  ...definition.columns.flatMap((column) => column.references ?? []),
];

const foreignKeyRules = (name: string, definition: TableDefinition, model: Model): readonly Firing[] =>
  referencesOf(definition)
    .filter((table) => table !== name && !tableIn(model, table).isNew)
    .map((table) => ({
      rule: 'new-foreign-key',
      sentence: `Makes ${name} refer to ${table}: deletes of the old code there are refused as soon as rows here refer to them.`,
    }));

const existenceRule = (name: string, definition: TableDefinition, model: Model): readonly Firing[] => {
  const namesake = [...model.tables.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
  if (namesake === undefined || (namesake === name && definition.ifNotExists)) return [];
  const words = namesake === name ? 'which exists' : `beside ${namesake}: servers may take them for one`;
  return [{ rule: 'schema-mismatch', sentence: `Makes ${name}, ${words}.` }];
};

const engineRule = (name: string, engine: string | undefined): readonly Firing[] =>
  engine === undefined || /^innodb$/i.test(engine)
    ? []
    : [{ rule: 'table-engine', sentence: `Makes ${name} with ${engine}.` }];

/** What is wrong with a new table. */
export const judgeCreatedTable = (name: string, definition: TableDefinition, model: Model): readonly Firing[] => {
  if (definition.orReplace)
    return [{ rule: 'replace-table', sentence: `Drops ${name}, if it exists, to make it anew.` }];
  const firings: Firing[] = [
    ...existenceRule(name, definition, model),
    ...primaryKeyRule(name, definition, model),
    ...foreignKeyRules(name, definition, model),
    ...engineRule(name, definition.engine),
  ];
  if (definition.selects) {
    firings.push({
      rule: 'create-table-as',
      sentence: `Fills ${name} from a query in one go: it locks what it reads, and has no bound.`,
    });
  }
  if (definition.partitioned) {
    const sentence = `Makes ${name} partitioned: it can have no foreign keys, and its partitions need care.`;
    firings.push({ rule: 'partitioning', severity: 'warn', sentence });
  }
  return firings;
};
