/** A table's definition in parts that can be compared: two tables of one shape have equal parts, whatever their counters. */
export interface TableForm {
  /** The first line: what is made, and its name. */
  readonly head: string;
  /** Columns, indexes and checks, in the server's order. */
  readonly parts: readonly string[];
  /** Foreign keys in alphabetical order, by names that a copy of the table would also have. */
  readonly foreignKeys: readonly string[];
  /** Options and partitions. */
  readonly tail: string;
}

const constraint = /^CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY /;

/** The server's own names for foreign keys count them, and a copy counts anew. */
const generated = /^(?:\w+_ibfk_)?\d+$/;

const plainName = (name: string): string => {
  const plain = name.replace(/^_+/, '');
  return generated.test(plain) ? '' : plain;
};

/** The line of a foreign key by a name that copies share: pt-online-schema-change puts `_` before it, or takes two away. */
export const withPlainName = (foreignKey: string): string =>
  foreignKey.replace(constraint, (_, name: string) => `CONSTRAINT \`${plainName(name)}\` FOREIGN KEY `);

/** Copies get other names for checks on servers where such names are the whole database's. */
const withoutCheckName = (part: string): string => part.replace(/^CONSTRAINT `(?:[^`]|``)+` CHECK /, 'CHECK ');

const withoutCounter = (tail: string): string => tail.replace(/^(\) ENGINE=\w+) AUTO_INCREMENT=\d+/, '$1');

const withoutComma = (line: string): string => line.trim().replace(/,$/, '');

/** The parts of what SHOW CREATE TABLE answers. */
export const formOf = (createTable: string): TableForm => {
  const lines = createTable.split('\n');
  const end = lines.findIndex((line) => line.startsWith(')'));
  if (end < 0) return { head: createTable, parts: [], foreignKeys: [], tail: '' };
  const body = lines.slice(1, end).map(withoutComma);
  return {
    head: lines[0] ?? '',
    parts: body.filter((line) => !constraint.test(line)).map(withoutCheckName),
    foreignKeys: body
      .filter((line) => constraint.test(line))
      .map(withPlainName)
      .sort(),
    tail: withoutCounter(lines.slice(end).join('\n')),
  };
};

/** The form as text: equal texts are equal tables. */
export const definitionFrom = (form: TableForm): string => {
  const body = [...form.parts, ...form.foreignKeys].map((line) => `  ${line}`);
  return form.tail === '' ? form.head : [form.head, body.join(',\n'), form.tail].join('\n');
};

/** The foreign key's own name. */
export const foreignKeyName = (foreignKey: string): string => constraint.exec(foreignKey)?.[1] ?? '';

/** The lines of foreign keys in what SHOW CREATE TABLE answers, with their own names. */
export const foreignKeysIn = (createTable: string): readonly string[] =>
  createTable
    .split('\n')
    .map(withoutComma)
    .filter((line) => constraint.test(line));
