import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Policy } from '../../contracts/policy.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Policies, Registered } from '../../ports/policies.ts';
import { calling } from './call-failed.ts';
import { type Key, policyKey, repositoryKey, servicesKey } from './dynamodb-keys.ts';

/**
 * Registered policies, by key only: never a scan. Registering loads its own module, since no function does it. `now` dates
 * registrations, in ISO 8601.
 */
export const dynamodbPolicies = (
  client: DynamoDBClient,
  table: string,
  now = () => new Date().toISOString(),
): Policies => {
  const get = async (key: Key) => {
    const request = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
    return (await calling('GetItem', () => client.send(request))).Item;
  };
  const setAt = async (key: Key) => ((await get(key))?.services?.SS ?? []).toSorted();

  const registered = async (service: string): Promise<Registered | undefined> => {
    const item = await get(policyKey(service));
    if (item === undefined) return undefined;
    return { policy: stored(service, item.policy?.S ?? ''), appliedAt: item.appliedAt?.S ?? null };
  };
  const of = async (service: string): Promise<Policy | undefined> => (await registered(service))?.policy;

  return {
    of,
    registered,
    services: () => setAt(servicesKey),
    ofRepository: async (repository) => {
      const policies = await Promise.all((await setAt(repositoryKey(repository))).map(of));
      return policies.flatMap((policy) => (policy?.image.repository === repository ? [policy] : []));
    },
    put: async (policy, text) => {
      const { registerPolicy } = await import('./dynamodb-register-policy.ts');
      const former = await get(policyKey(policy.service));
      await registerPolicy({ client, table, policy, text, former, appliedAt: now() });
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
