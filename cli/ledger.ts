import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../src/adapters/aws/clients.ts';
import { dynamodbDatabases } from '../src/adapters/aws/dynamodb-databases.ts';
import { dynamodbHistory } from '../src/adapters/aws/dynamodb-history.ts';
import { dynamodbLedger } from '../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbMigrations } from '../src/adapters/aws/dynamodb-migrations.ts';
import { dynamodbPolicies } from '../src/adapters/aws/dynamodb-policies.ts';
import { dynamodbVerdicts } from '../src/adapters/aws/dynamodb-verdicts.ts';
import type { Databases } from '../src/ports/databases.ts';
import type { History } from '../src/ports/history.ts';
import type { Ledger } from '../src/ports/ledger.ts';
import type { MigrationLedger } from '../src/ports/migration-ledger.ts';
import type { Policies } from '../src/ports/policies.ts';
import type { Verdicts } from '../src/ports/verdicts.ts';

/** What is kept in a ledger table. */
export interface LedgerTable {
  readonly ledger: Pick<Ledger, 'read' | 'move' | 'promote' | 'answer'>;
  readonly migrations: Pick<MigrationLedger, 'read' | 'past' | 'end' | 'answer'>;
  readonly databases: Databases;
  readonly history: Pick<History, 'list' | 'write'>;
  readonly policies: Pick<Policies, 'put' | 'of' | 'services'>;
  readonly verdicts: Pick<Verdicts, 'list' | 'read'>;
}

/** Opens a ledger table with the credentials, region and endpoint of the environment, as every AWS tool does. */
export function openLedgerTable(table: string): LedgerTable {
  const client = new DynamoDBClient(clientConfig());
  return {
    ledger: dynamodbLedger(client, table),
    migrations: dynamodbMigrations(client, table),
    databases: dynamodbDatabases(client, table),
    history: dynamodbHistory(client, table),
    policies: dynamodbPolicies(client, table),
    verdicts: dynamodbVerdicts(client, table),
  };
}
