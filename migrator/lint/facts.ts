/** A column as information_schema.COLUMNS tells it. */
export interface ColumnFacts {
  /** COLUMN_TYPE, such as `varchar(255)` or `int(10) unsigned`. */
  readonly type: string;
  readonly nullable: boolean;
  /** The default without quotes; null where there is none, or where it is NULL. */
  readonly default: string | null;
  readonly charset?: string;
  readonly collation?: string;
  readonly autoIncrement?: boolean;
  readonly generated?: 'virtual' | 'stored';
  /** Whether it has ON UPDATE CURRENT_TIMESTAMP. */
  readonly setOnUpdate?: boolean;
}

/** An index other than the primary key. */
export interface IndexFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** A foreign key; `table` is the other end of it. */
export interface ForeignKeyFacts {
  readonly name: string;
  readonly table: string;
  /** DELETE_RULE, such as `RESTRICT` or `CASCADE`. */
  readonly onDelete: string;
}

/** A table before the migration. */
export interface TableFacts {
  readonly columns: Readonly<Record<string, ColumnFacts>>;
  readonly primaryKey: readonly string[];
  readonly indexes: readonly IndexFacts[];
  /** Its own foreign keys, to other tables. */
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** Foreign keys of other tables to this one. */
  readonly referencedBy: readonly ForeignKeyFacts[];
  readonly triggers: readonly string[];
  /** TABLE_ROWS: an estimate. */
  readonly rows: number;
  readonly engine?: string;
  readonly charset?: string;
  readonly collation?: string;
}

/** What is known of the schema before; absent is unknown, and then rules that need it say so. */
export interface SchemaFacts {
  readonly tables: Readonly<Record<string, TableFacts>>;
}
