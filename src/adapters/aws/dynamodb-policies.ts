import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Policy } from '../../contracts/policy.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Policies } from '../../ports/policies.ts';
import { calling } from './call-failed.ts';
import { type Key, policyKey, repositoryKey } from './dynamodb-keys.ts';

/** Registered policies, by key only: never a scan. Registering loads its own module, since no function does it. */
export const dynamodbPolicies = (client: DynamoDBClient, table: string): Policies => {
  const get = async (key: Key) => {
    const request = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
    return (await calling('GetItem', () => client.send(request))).Item;
  };

  const of = async (service: string): Promise<Policy | undefined> => {
    const item = await get(policyKey(service));
    return item === undefined ? undefined : stored(service, item.policy?.S ?? '');
  };

  return {
    of,
    ofRepository: async (repository) => {
      const services = (await get(repositoryKey(repository)))?.services?.SS ?? [];
      const policies = await Promise.all(services.toSorted().map(of));
      return policies.flatMap((policy) => (policy?.image.repository === repository ? [policy] : []));
    },
    put: async (policy, text) => {
      const { registerPolicy } = await import('./dynamodb-register-policy.ts');
      await registerPolicy({ client, table, policy, text, former: await get(policyKey(policy.service)) });
    },
  };
};

/** What is stored is what was written in the file; defaults and units are those of the version that reads. */
const stored = (service: string, text: string): Policy => {
  const parsed = Policy.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unreadable' };
  throw new TidegateError(
    'PolicyInvalid',
    `the registered policy of ${service} no longer parses: ${path.join('.') || 'it'}: ${message}. Apply it again`,
    { cause: parsed.error },
  );
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
