import { dynamodbPacing } from '../aws/dynamodb-pacing.ts';
import { openTable } from './table.ts';

export const openPacing = () => {
  const { client, table } = openTable();
  return dynamodbPacing(client, table);
};
