import { dynamodbGuards } from '../aws/dynamodb-guards.ts';
import { openTable } from './table.ts';

export const openGuards = () => {
  const { client, table } = openTable();
  return dynamodbGuards(client, table);
};
