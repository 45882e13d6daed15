import { dynamodbPolicies } from '../aws/dynamodb-policies.ts';
import { openTable } from './table.ts';

export const openPolicies = () => {
  const { client, table } = openTable();
  return dynamodbPolicies(client, table);
};
