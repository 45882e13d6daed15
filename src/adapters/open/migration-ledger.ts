import { dynamodbMigrations } from '../aws/dynamodb-migrations.ts';
import { openTable } from './table.ts';

export const openMigrationLedger = () => {
  const { client, table } = openTable();
  return dynamodbMigrations(client, table);
};
