/** The names that pt-online-schema-change gives to what it makes for a table. */
export interface CopyNames {
  /** The copy. */
  readonly next: string;
  /** The table after the swap. */
  readonly old: string;
  readonly triggers: readonly string[];
}

const mostCharacters = 60;

/** Valid where nothing of these names is taken; otherwise it takes others, which is why leftovers are cleaned and strangers refused before. */
export const copyNames = (database: string, table: string): CopyNames => {
  const prefix = `pt_osc_${database}_${table}`.replaceAll(/\W/g, '_').slice(0, mostCharacters);
  return {
    next: `_${table}_new`,
    old: `_${table}_old`,
    triggers: ['del', 'upd', 'ins'].map((event) => `${prefix}_${event}`),
  };
};

/** The table in which pt-online-schema-change reads the addresses of replicas. */
export const replicaTable = '_tidegate_plan_replicas';
