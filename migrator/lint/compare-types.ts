import type { ColumnType } from './changes.ts';

/** How a column's new type holds what the old one could. */
export type Fit = 'same' | 'wider' | 'narrower' | 'other' | 'values';

const families: readonly (readonly string[])[] = [
  ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'],
  ['decimal'],
  ['float', 'double'],
  ['bit'],
  ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'],
  ['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'],
];

const familyOf = (type: ColumnType): readonly string[] =>
  families.find((family) => family.includes(type.base)) ?? [type.base];

const rankOf = (type: ColumnType): number => familyOf(type).indexOf(type.base);

const fitOf = (narrower: boolean, same: boolean): Fit => {
  if (narrower) return 'narrower';
  return same ? 'same' : 'wider';
};

const compareIntegers = (old: ColumnType, next: ColumnType): Fit => {
  const up = rankOf(next) - rankOf(old);
  if (old.unsigned === next.unsigned) return fitOf(up < 0, up === 0);
  return fitOf(next.unsigned || up <= 0, false);
};

const compareDecimals = (old: ColumnType, next: ColumnType): Fit => {
  const [oldDigits = 10, oldScale = 0] = old.sizes;
  const [digits = 10, scale = 0] = next.sizes;
  const narrower = scale < oldScale || digits - scale < oldDigits - oldScale || (next.unsigned && !old.unsigned);
  return fitOf(narrower, digits === oldDigits && scale === oldScale);
};

const bytesPerCharacter = 4;
const textBytes: Readonly<Record<string, number>> = {
  tinytext: 255,
  tinyblob: 255,
  text: 65_535,
  blob: 65_535,
  mediumtext: 16_777_215,
  mediumblob: 16_777_215,
  longtext: 4_294_967_295,
  longblob: 4_294_967_295,
};

const bytesOf = (type: ColumnType): number =>
  textBytes[type.base] ?? Math.min((type.sizes[0] ?? 1) * (type.base.includes('char') ? bytesPerCharacter : 1), 65_535);

const compareTexts = (old: ColumnType, next: ColumnType): Fit => {
  if (next.base === 'char' || next.base === 'binary') {
    if (next.base !== old.base) return 'narrower';
  }
  return fitOf(bytesOf(next) < bytesOf(old), next.base === old.base && bytesOf(next) === bytesOf(old));
};

const compareValues = (old: ColumnType, next: ColumnType): Fit => {
  const kept = old.values.every((value, index) => next.values[index] === value);
  if (!kept) return 'values';
  return fitOf(false, next.values.length === old.values.length);
};

const compareSizes = (old: ColumnType, next: ColumnType, unsaid: number): Fit => {
  const [oldSize = unsaid] = old.sizes;
  const [size = unsaid] = next.sizes;
  return fitOf(size < oldSize, size === oldSize);
};

const compareWithin = (old: ColumnType, next: ColumnType): Fit => {
  switch (familyOf(old)[0]) {
    case 'tinyint':
      return compareIntegers(old, next);
    case 'decimal':
      return compareDecimals(old, next);
    case 'float':
      return fitOf(rankOf(next) < rankOf(old) || (next.unsigned && !old.unsigned), rankOf(next) === rankOf(old));
    case 'char':
    case 'binary':
      return compareTexts(old, next);
    case 'enum':
    case 'set':
      return compareValues(old, next);
    case 'bit':
      return compareSizes(old, next, 1);
    case 'datetime':
    case 'timestamp':
    case 'time':
      return compareSizes(old, next, 0);
    default:
      return 'same';
  }
};

/** How the new type holds the old one's values; another family is `other`, because old code reads it otherwise. */
export const compareTypes = (old: ColumnType, next: ColumnType): Fit =>
  familyOf(old)[0] === familyOf(next)[0] ? compareWithin(old, next) : 'other';

/** The type in words, such as `varchar(255)`. */
export const typeInWords = (type: ColumnType): string => {
  const inside = type.values.length > 0 ? type.values.map((value) => `'${value}'`).join(',') : type.sizes.join(',');
  const sizes = inside === '' ? '' : `(${inside})`;
  return `${type.base}${sizes}${type.unsigned ? ' unsigned' : ''}`;
};
