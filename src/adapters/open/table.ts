import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../aws/clients.ts';
import { fromEnvironment } from './from-environment.ts';

/** The ledger table, named by the environment. One client serves all that is kept in it. */
export const openTable = (() => {
  let opened: { readonly client: DynamoDBClient; readonly table: string } | undefined;
  return () => {
    opened ??= { client: new DynamoDBClient(clientConfig()), table: fromEnvironment('TIDEGATE_TABLE') };
    return opened;
  };
})();
