import { migratorImage } from '../../migration/world/database.ts';

/** The shop's database: its name in Tidegate, where its Jobs run, and its Secret. */
export const databaseName = 'shop-db';
export const dataNamespace = 'shop-data';
export const databaseSecret = 'shop-database';

/** What the policy says of it. What a release left behind may be dropped a minute later. */
export const migrationsOfShop = (people: 'asked' | 'unasked') => {
  const wanted = people === 'asked' ? 'always' : 'never';
  return {
    ...{ database: databaseName, namespace: dataNamespace, secret: databaseSecret, retention: '60s' },
    image: migratorImage,
    approval: { expand: wanted, contract: wanted, within: '1h' },
  };
};
