import { dynamodbLedger } from '../aws/dynamodb-ledger.ts';
import { openTable } from './table.ts';

export const openLedger = () => {
  const { client, table } = openTable();
  return dynamodbLedger(client, table);
};
