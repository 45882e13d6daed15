import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Cloud } from '../../../emulator/src/cloud.ts';
import { dynamodbHistory } from '../../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbLedger } from '../../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbPolicies } from '../../../src/adapters/aws/dynamodb-policies.ts';
import { dynamodbVerdicts } from '../../../src/adapters/aws/dynamodb-verdicts.ts';
import type { Judged } from '../../../src/contracts/kept-verdict.ts';
import { readPolicyFile } from '../../../src/contracts/policy-file.ts';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { service } from './policy.ts';

/** How a release ended, and the sentence that says why. */
export interface Ended {
  readonly to: string;
  readonly outcome: string;
  readonly because: string;
}

/** What the ledger of a cloud says of the shop. */
export interface LedgerOfShop {
  /** Puts a policy in force. */
  register(text: string): Promise<void>;
  record(): Promise<ReleaseRecord | undefined>;
  /** Releases that have ended, oldest first. */
  ends(): Promise<readonly Ended[]>;
  /** What came of each look at the latest release, oldest first. */
  looks(): Promise<readonly Judged[]>;
}

/** Reads and writes the ledger as an operator of Tidegate does. */
export function ledgerIn(cloud: Cloud): LedgerOfShop {
  const table = cloud.createdResources['LedgerTable'] ?? '';
  const asking = async <Answer>(ask: (client: DynamoDBClient) => Promise<Answer>): Promise<Answer> => {
    const client = new DynamoDBClient(cloud.clientConfig());
    try {
      return await ask(client);
    } finally {
      client.destroy();
    }
  };
  const record = () => asking((client) => dynamodbLedger(client, table).read(service));
  return {
    record,
    async register(text) {
      const reading = readPolicyFile('tidegate.yml', text);
      if (!reading.ok) throw new Error(`the policy does not read: ${JSON.stringify(reading.problems)}`);
      const appliedAt = new Date(cloud.clock.now()).toISOString();
      await asking((client) => dynamodbPolicies(client, table, () => appliedAt).put(reading.value, text));
    },
    async ends() {
      const history = await asking((client) => dynamodbHistory(client, table).list(service, 50));
      return history.toReversed().map(endOf);
    },
    async looks() {
      const epoch = (await record())?.epoch ?? 0;
      return asking((client) => dynamodbVerdicts(client, table).list({ service, epoch }));
    },
  };
}

const endOf = ({ release, conclusion }: ReleaseRecord): Ended => ({
  to: release.to.version,
  outcome: conclusion?.outcome ?? 'unknown',
  because: conclusion?.because ?? '',
});
