import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { BalancerWorld } from '../../../cli/rehearse/world/balancer.ts';
import { createFlags } from '../../../cli/rehearse/world/flags.ts';
import { createCohortRule, createLoadBalancer } from '../../../cli/rehearse/world/load-balancer.ts';
import { type Cloud, startCloud } from '../../../emulator/src/cloud.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { WarmInstances } from '../../../emulator/src/lambda/in-process/warm-instances.ts';
import { registerPolicy } from '../../../src/adapters/aws/dynamodb-register-policy.ts';
import { readPolicyFile } from '../../../src/contracts/policy-file.ts';
import { openDatabase } from '../../migration/world/database.ts';
import type { Database } from '../../migration/world/migrator.ts';
import { createShopAlarms } from './alarms.ts';
import { controllersBalancer } from './ingress.ts';
import { bind, createNamespace, createService, deployFirst } from './objects.ts';
import { createOperator, type Operator } from './operator.ts';
import { flagKey, layoutOf, type PolicyChoices, placesIn, policyText, service } from './policy.ts';
import { databaseSecret, dataNamespace } from './shop-database.ts';
import { type Behaviour, shopVersion } from './versions.ts';

/** An account with Tidegate deployed as it is packaged, and one service whose first version has all users. */
export interface World {
  readonly cloud: Cloud;
  readonly operator: Operator;
  readonly cluster: Cluster;
  readonly balancer: BalancerWorld;
  /** Where blue and green live; in place there is no green. */
  readonly places: ReturnType<typeof placesIn>;
  readonly table: string;
  readonly machineArn: string;
  /** Of the version that runs when a story begins. */
  readonly firstDigest: string;
  /** A function's name in Lambda, by its key in serverless.yml. */
  functionName(key: string): string;
  /** Pushes a version and answers its digest. */
  push(tag: string, behaviour: Behaviour): string;
  readonly migrationMachineArn: string;
  /** Where the policy has one. */
  readonly database: Database | undefined;
  /** Faults of the emulator itself. */
  readonly defects: readonly unknown[];
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly seed: number;
  /** So many days after the first; as many as the seed by default. */
  readonly day?: number | undefined;
  readonly policy?: PolicyChoices;
  readonly replicas?: number;
  /** Where the functions' zips are; `dist` by default. */
  readonly artifacts?: string;
}

const shopData = { namespace: dataNamespace, secret: databaseSecret };
/** The flag that must be on, and the version from which on the old shape is not needed. */
const shopContract = { flag: flagKey, since: '1.1.0' };

/** What runs when a story begins. */
export const firstVersion = '1.0.0';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const template = `${root}.serverless/cloudformation-template-update-stack.json`;

/** Each story has a day of its own, so that instances of earlier worlds have nothing cached that is of use. */
const firstDayMs = Date.UTC(2026, 0, 5, 9);
const days = 20_000;
const warmInstances = new WarmInstances();

/** Opens a world in this process, in virtual time. Everything in it follows from the seed. */
export async function openWorld({
  seed,
  day = seed,
  policy = {},
  replicas = 2,
  artifacts = `${root}dist`,
}: WorldOptions): Promise<World> {
  const defects: unknown[] = [];
  const onDefect = (error: unknown) => void defects.push(error);
  const startMs = firstDayMs + (day % days) * 86_400_000;
  const options = { template, artifacts, seed, startMs, warmInstances, onDefect };
  const cloud = await startCloud({ transport: 'inProcess', ...options });
  const { services, createdResources } = cloud;
  const operator = createOperator(cloud);
  const repositoryUri = services.ecr.createRepository(service);
  const push: World['push'] = (tag, behaviour) =>
    services.ecr.pushProgram({
      repositoryName: service,
      tag,
      name: `${service} ${tag}`,
      program: shopVersion(tag, behaviour),
    });
  const firstDigest = push(firstVersion, 'good');
  const cluster = await services.clusters.create(service);
  const places = placesIn(layoutOf(policy));
  const balancer = await createRoute({ cloud, operator, cluster, places }, policy);
  const first = { image: `${repositoryUri}:${firstVersion}`, replicas };
  if (places.blue) deployFirst(cluster.api, layoutOf(policy), places.blue, first);
  const table = createdResources['LedgerTable'] ?? '';
  const world: World = {
    ...{ cloud, operator, cluster, balancer, places, table, push, defects, firstDigest },
    machineArn: createdResources['ReleaseMachine'] ?? '',
    migrationMachineArn: createdResources['MigrationMachine'] ?? '',
    database:
      policy.database === undefined
        ? undefined
        : openDatabase(cloud, cluster, shopData, { copySeconds: 60, contract: shopContract }),
    functionName: (key) => createdResources[`${key[0]?.toUpperCase()}${key.slice(1)}LambdaFunction`] ?? '',
    close: () => cloud.close(),
  };
  await makeReady(world, policy);
  return world;
}

/** Namespaces, Services, and what leads users to them. */
async function createRoute(
  { cloud, operator: { elb }, cluster, places }: Pick<World, 'cloud' | 'operator' | 'cluster' | 'places'>,
  policy: PolicyChoices,
): Promise<BalancerWorld> {
  const layout = layoutOf(policy);
  const { blue, green } = places;
  if (blue === undefined) throw new Error('a storm begins in blue');
  for (const name of new Set([blue, green ?? blue].map(({ namespace }) => namespace)))
    createNamespace(cluster.api, name);
  createService(cluster.api, layout, 'blue', blue);
  if (layout === 'ingress' && green !== undefined) {
    createService(cluster.api, layout, 'green', green);
    return controllersBalancer(elb, cluster, blue.namespace, (ms) => cloud.clock.sleep(ms));
  }
  const balancer = await createLoadBalancer(elb, {
    ...({ service, running: 'blue', namespaces: { green: 'any' }, deregistrationDelaySeconds: 20 } as const),
    readiness: { path: '/health', periodSeconds: 10 },
  });
  bind(cluster.api, blue, balancer.targetGroups.blue);
  if (policy.strategy !== 'ab-test') return balancer;
  return { ...balancer, cohortRuleArn: await createCohortRule(elb, balancer, 'blue') };
}

async function makeReady(world: World, choices: PolicyChoices): Promise<void> {
  const { operator, balancer, cloud, table } = world;
  const reading = readPolicyFile('tidegate.yml', policyText(balancer, choices));
  if (!reading.ok) throw new Error(`the storm's policy does not read: ${JSON.stringify(reading.problems)}`);
  if (reading.value.flags)
    await createFlags(operator.appConfig, reading.value.flags, { [flagKey]: { enabled: false, percent: 0 } });
  await createShopAlarms(operator.cloudWatch, balancer, []);
  await untilServing(world);
  const client = new DynamoDBClient(cloud.clientConfig());
  const appliedAt = new Date(cloud.clock.now()).toISOString();
  const text = policyText(balancer, choices);
  await registerPolicy({ client, table, policy: reading.value, text, former: undefined, appliedAt });
  client.destroy();
}

const servingWithinSeconds = 180;

async function untilServing({ cloud, cluster, balancer, places }: World): Promise<void> {
  const { registrar } = cloud.services.elb;
  const isHealthy = (address = '') => registrar.health(balancer.targetGroups.blue, address, 8080) === 'healthy';
  /** A new rule takes its time to reach the whole load balancer. */
  const isAnswered = async () => (await cloud.services.elb.request(balancer.listenerArn, { path: '/' })).status === 200;
  for (let waited = 0; waited < servingWithinSeconds; waited += 1) {
    const pods = cluster.api.list('pods', places.blue?.namespace);
    if (pods.length > 0 && pods.every(({ status }) => isHealthy(status.podIP)) && (await isAnswered())) return;
    await cloud.clock.sleep(1000);
  }
  throw new Error(`the first version did not serve within ${servingWithinSeconds} s`);
}
