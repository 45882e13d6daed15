import type { Token } from './lexer.ts';

/** A column's type in comparable parts: `base` in lower case, synonyms resolved (`integer` is `int`). */
export interface ColumnType {
  readonly base: string;
  readonly sizes: readonly number[];
  /** The values of an ENUM or SET, in order. */
  readonly values: readonly string[];
  readonly unsigned: boolean;
}

/** A column as a statement defines it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The default as written, without quotes; `NULL` counts as none. */
  readonly default?: string;
  /** Whether the default is an expression that gives each row another value. */
  readonly defaultVaries: boolean;
  readonly setOnUpdate: boolean;
  readonly autoIncrement: boolean;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly references?: string;
  readonly charset?: string;
  readonly collation?: string;
  readonly generated?: 'virtual' | 'stored';
}

/** What kind of index a statement makes. */
export type IndexKind = 'plain' | 'unique' | 'fulltext' | 'spatial';

/** A foreign key as a statement defines it. */
export interface ForeignKeyDefinition {
  readonly columns: readonly string[];
  readonly table: string;
  readonly onDelete: string;
}

/** A table as CREATE TABLE defines it. */
export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKeyDefinition[];
  readonly ifNotExists: boolean;
  readonly orReplace: boolean;
  readonly partitioned: boolean;
  readonly selects: boolean;
  readonly like?: string;
  readonly engine?: string;
}

/** One thing that a statement does to a table. */
export type Change =
  | { readonly kind: 'createTable'; readonly definition: TableDefinition }
  | { readonly kind: 'dropTable'; readonly ifExists: boolean }
  | { readonly kind: 'renameTable'; readonly to: string }
  | { readonly kind: 'truncate' }
  | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
  | { readonly kind: 'dropColumn'; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: 'renameColumn'; readonly column: string; readonly to: string }
  | { readonly kind: 'modifyColumn'; readonly column: string; readonly definition: ColumnDefinition }
  | { readonly kind: 'setDefault'; readonly column: string; readonly value: string }
  | { readonly kind: 'dropDefault'; readonly column: string }
  | {
      readonly kind: 'addIndex';
      readonly index: IndexKind;
      readonly columns: readonly string[];
      readonly name: string | undefined;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: 'dropIndex'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'alterIndex' }
  | { readonly kind: 'addPrimaryKey' }
  | { readonly kind: 'dropPrimaryKey' }
  | { readonly kind: 'addForeignKey'; readonly key: ForeignKeyDefinition }
  | { readonly kind: 'dropForeignKey'; readonly name: string }
  | { readonly kind: 'addCheck'; readonly enforced: boolean }
  | { readonly kind: 'dropCheck' }
  | { readonly kind: 'dropConstraint'; readonly name: string }
  | { readonly kind: 'convertCharset'; readonly charset: string }
  | { readonly kind: 'tableOption'; readonly option: string; readonly value: string }
  | { readonly kind: 'partition'; readonly drops: boolean }
  | { readonly kind: 'howToRun'; readonly option: 'algorithm' | 'lock'; readonly value: string }
  | { readonly kind: 'unsupported'; readonly words: string }
  | { readonly kind: 'createView'; readonly orReplace: boolean }
  | { readonly kind: 'dropView' }
  | { readonly kind: 'createTrigger' }
  | { readonly kind: 'dropTrigger' }
  | { readonly kind: 'insert'; readonly rows: number | undefined }
  | { readonly kind: 'changeRows'; readonly verb: 'UPDATE' | 'DELETE'; readonly atMostRows: number | undefined };

/** A change with the table it is made to and the text that makes it. */
export interface Clause {
  readonly table: string;
  readonly change: Change;
  readonly tokens: readonly Token[];
}

/** The change of one kind. */
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;
