import { dynamodbDatabases } from '../aws/dynamodb-databases.ts';
import { openTable } from './table.ts';

export const openDatabases = () => {
  const { client, table } = openTable();
  return dynamodbDatabases(client, table);
};
