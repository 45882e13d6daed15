import type { Rule } from './rule.ts';

/** The database is free, no migrator runs, and no copy has left anything that writes would meet. */
export const databaseIsFree: Rule = ({ stage, aftermath: { migration, migratorPods } }) => {
  const { database } = stage.world;
  if (database === undefined) return [];
  return [
    ...(migration === undefined || migration.status === 'free'
      ? []
      : [`migration ${migration.epoch} still has the database: it is ${migration.status}`]),
    ...migratorPods.map((pod) => `${pod} still runs`),
    ...(database.triggers ? ['a copy has left its triggers'] : []),
    ...(database.mostChanging > 1 ? [`${database.mostChanging} migrators changed the database at once`] : []),
  ];
};

/** Nobody is on a version whose schema is not there, and nothing is dropped that a version needs. */
export const schemaFitsVersion: Rule = ({ stage, aftermath: { history } }) => {
  const { database } = stage.world;
  if (database === undefined) return [];
  const released = history.filter(({ conclusion }) => conclusion?.outcome === 'released');
  return [
    ...(released.length > 0 && !database.applied ? ['a version was released before its migration was run'] : []),
    ...(released.length === 0 && database.dropped ? ['something was dropped that the running version needs'] : []),
  ];
};
