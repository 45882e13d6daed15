/** The shop's database: its name in Tidegate, where its Jobs run, and its Secret. */
export const databaseName = 'shop-db';
export const dataNamespace = 'shop-data';
export const secret = 'shop-database';
export const repository = 'migrator';

/** What the policy says of it. What a release left behind may be dropped a minute later. */
export const migrationsOfShop = (people: 'asked' | 'unasked') => {
  const wanted = people === 'asked' ? 'always' : 'never';
  return {
    ...{ database: databaseName, namespace: dataNamespace, secret, retention: '60s' },
    image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}:1`,
    approval: { expand: wanted, contract: wanted, within: '1h' },
  };
};
