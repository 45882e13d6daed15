/** A column as information_schema.COLUMNS has it. */
export interface ComparedColumn {
  readonly name: string;
  /** DATA_TYPE, such as `varchar`. */
  readonly base: string;
  /** COLUMN_TYPE, such as `varchar(100)`. */
  readonly type: string;
  readonly charset: string | null;
}

/** The same values under the names of both tables; `expression` is what is compared, with `??` for the name. */
export interface ColumnPair {
  readonly old: string;
  readonly next: string;
  readonly expression: string;
}

/** What can be compared of two tables. */
export interface ComparedColumns {
  readonly pairs: readonly ColumnPair[];
  /** Columns whose values are written in another way in the new table, as sentences. */
  readonly left: readonly string[];
}

const wholeNumbers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'year']);
const shortTexts = new Set(['char', 'varchar', 'enum', 'set']);
const longTexts = new Set(['tinytext', 'text', 'mediumtext', 'longtext', 'json']);
const plainValues = new Set(['decimal', 'date', 'time', 'datetime', 'timestamp', 'uuid', 'inet4', 'inet6']);
const floats = new Set(['float', 'double']);

type Family = 'number' | 'short text' | 'long text' | 'plain' | 'float' | 'binary';

const familyOf = (base: string): Family => {
  if (wholeNumbers.has(base)) return 'number';
  if (shortTexts.has(base)) return 'short text';
  if (longTexts.has(base)) return 'long text';
  if (plainValues.has(base)) return 'plain';
  return floats.has(base) ? 'float' : 'binary';
};

const isText = (family: Family): boolean => family === 'short text' || family === 'long text';

/** QUOTE() tells NULL from text and one text from the next; long values are hashed first, because a row's text must fit into one packet. */
const expressionOf = (family: Family): string => {
  switch (family) {
    case 'short text':
      return 'QUOTE(CONVERT(?? USING utf8mb4))';
    case 'long text':
      return "COALESCE(SHA2(CONVERT(?? USING utf8mb4), 256), 'NULL')";
    case 'binary':
      return "COALESCE(SHA2(HEX(??), 256), 'NULL')";
    default:
      return 'QUOTE(CAST(?? AS CHAR CHARACTER SET utf8mb4))';
  }
};

const pairOf = (old: ComparedColumn, next: ComparedColumn): ColumnPair | string => {
  const family = familyOf(old.base);
  const names = { old: old.name, next: next.name };
  if (old.type === next.type) return { ...names, expression: expressionOf(family) };
  const other = familyOf(next.base);
  if (isText(family) && isText(other)) return { ...names, expression: expressionOf('long text') };
  if (family === 'number' && other === 'number') return { ...names, expression: expressionOf(family) };
  return `${old.name} was ${old.type} and is ${next.type}: its values are not compared.`;
};

/** Which columns are compared, and how; `renames` are from old name to new, in lower case. */
export const columnsToCompare = (
  old: readonly ComparedColumn[],
  next: readonly ComparedColumn[],
  renames: ReadonlyMap<string, string>,
): ComparedColumns => {
  const pairs: ColumnPair[] = [];
  const left: string[] = [];
  for (const column of old) {
    const name = renames.get(column.name.toLowerCase()) ?? column.name.toLowerCase();
    const partner = next.find((other) => other.name.toLowerCase() === name);
    if (partner === undefined) continue;
    const pair = pairOf(column, partner);
    if (typeof pair === 'string') left.push(pair);
    else pairs.push(pair);
  }
  return { pairs, left };
};
