import { dynamodbHistory } from '../aws/dynamodb-history.ts';
import { openTable } from './table.ts';

export const openHistory = () => {
  const { client, table } = openTable();
  return dynamodbHistory(client, table);
};
