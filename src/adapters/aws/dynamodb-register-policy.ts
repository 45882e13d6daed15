import { type AttributeValue, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import type { Policy } from '../../contracts/policy.ts';
import { calling } from './call-failed.ts';
import { alarmKey, databasesKey, type Key, policyKey, repositoryKey, servicesKey } from './dynamodb-keys.ts';

export interface Registration {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly policy: Policy;
  /** The policy file, kept verbatim. */
  readonly text: string;
  readonly former: Record<string, AttributeValue> | undefined;
  /** ISO 8601. */
  readonly appliedAt: string;
}

/** Merge keys (`<<`) mean here what they mean to `tidegate policy check`. */
const asWritten = { merge: true };

/** What the entries of a former policy are found by, even if the rest of it no longer parses. */
const Reachable = z.object({
  image: z.object({ repository: z.string() }),
  health: z.object({ alarms: z.array(z.string()) }),
});
type Reachable = z.infer<typeof Reachable>;

/**
 * Writes the entries first, then the policy, then takes entries away that it no longer has: at every moment in between, each
 * policy in force is found by all its alarms. An entry too many does no harm, because the policy and the record have the say.
 */
export const registerPolicy = async (registration: Registration): Promise<void> => {
  const { client, table, policy, text, former, appliedAt } = registration;
  const { service, migrations } = policy;
  const entries = entriesOf(policy);
  const update = (key: Key, UpdateExpression: string, name: string) => {
    const request = { TableName: table, Key: key, UpdateExpression };
    const ExpressionAttributeValues = { ':name': { SS: [name] } };
    return calling('UpdateItem', () => client.send(new UpdateItemCommand({ ...request, ExpressionAttributeValues })));
  };

  if (migrations !== undefined) await update(databasesKey, 'ADD databases :name', migrations.database);
  await Promise.all([servicesKey, ...entries].map((key) => update(key, 'ADD services :name', service)));
  const written = { text: { S: text }, policy: { S: JSON.stringify(parse(text, asWritten)) } };
  const Item = { ...policyKey(service), ...written, appliedAt: { S: appliedAt } };
  await calling('PutItem', () => client.send(new PutItemCommand({ TableName: table, Item })));
  const kept = new Set(entries.map((entry) => entry.pk.S));
  await Promise.all(
    formerEntries(former)
      .filter((entry) => !kept.has(entry.pk.S))
      .map((key) => update(key, 'DELETE services :name', service)),
  );
};

const entriesOf = ({ image, health }: Reachable): readonly Key[] => [
  repositoryKey(image.repository),
  ...[...new Set(health.alarms)].map(alarmKey),
];

const formerEntries = (former: Registration['former']): readonly Key[] => {
  if (former?.text?.S === undefined) return [];
  const parsed = z.safeParse(Reachable, parse(former.text.S, asWritten));
  return parsed.success ? entriesOf(parsed.data) : [];
};
