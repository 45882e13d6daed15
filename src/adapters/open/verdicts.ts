import { dynamodbVerdicts } from '../aws/dynamodb-verdicts.ts';
import { openTable } from './table.ts';

export const openVerdicts = () => {
  const { client, table } = openTable();
  return dynamodbVerdicts(client, table);
};
