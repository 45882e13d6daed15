import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { isReady } from '../../emulator/src/kubernetes/objects/pod.ts';
import { dynamodbHistory } from '../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbMigrations } from '../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { actionAnnotation } from './world/ingress.ts';
import { flagAddress, flagKey, type PlaceOfColor, service } from './world/policy.ts';
import { databaseName, dataNamespace } from './world/shop-database.ts';
import type { World } from './world/world.ts';

/** One environment as it is: images of its deployment and pods are full references with digests or tags. */
export interface EnvironmentState {
  readonly weight: number;
  readonly deployedImage: string | undefined;
  readonly wantedPods: number;
  readonly pods: number;
  readonly readyPods: number;
  readonly images: readonly string[];
}

/** One execution of the release machine. Instants are emulated epoch milliseconds. */
export interface ExecutionState {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** What is there, asked of the emulator and not of the product. Only the ledger is read with the product's own adapter. */
export interface Aftermath {
  readonly record: ReleaseRecord | undefined;
  /** Concluded releases, oldest first. */
  readonly history: readonly ReleaseRecord[];
  readonly flagEnabled: boolean;
  /** The share that the rule of an A/B test and the Ingress give to blue, where there are any. */
  readonly cohortOnBlue: number | undefined;
  readonly ingressOnBlue: number | undefined;
  readonly environments: Readonly<Record<'blue' | 'green', EnvironmentState>>;
  readonly executions: readonly ExecutionState[];
  /** The lock of the database, where there is one, and pods of migrators that are not over. */
  readonly migration: MigrationRecord | undefined;
  readonly migratorPods: readonly string[];
}

/** Looks at everything that a release may have changed. */
export async function lookAt(world: World): Promise<Aftermath> {
  const client = new DynamoDBClient(world.cloud.clientConfig());
  const record = await dynamodbLedger(client, world.table).read(service);
  const history = await dynamodbHistory(client, world.table).list(service, 100);
  const migration = world.database && (await dynamodbMigrations(client, world.table).read(databaseName));
  client.destroy();
  const { ruleArn, cohortRuleArn, targetGroups } = world.balancer;
  const weights = await weightsOf(world, ruleArn);
  const cohort = cohortRuleArn === undefined ? undefined : await weightsOf(world, cohortRuleArn);
  const environment = (color: 'blue' | 'green') => environmentOf(world, color, weights);
  return {
    record,
    history: history.toReversed(),
    flagEnabled: flagEnabled(world),
    cohortOnBlue: cohort === undefined ? undefined : (cohort.get(targetGroups.blue) ?? 0),
    ingressOnBlue: ingressOnBlue(world),
    environments: { blue: environment('blue'), green: environment('green') },
    executions: await executionsOf(world),
    migration,
    migratorPods: migratorPods(world),
  };
}

function migratorPods({ cluster }: World): readonly string[] {
  return cluster.api
    .list('pods', dataNamespace)
    .filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
    .map(({ metadata }) => metadata.name);
}

function ingressOnBlue({ cluster, places }: World): number | undefined {
  const ingress = cluster.api.list('ingresses', places.blue?.namespace)[0];
  const text = ingress?.metadata.annotations?.[actionAnnotation];
  if (text === undefined) return undefined;
  const { forwardConfig } = JSON.parse(text) as { forwardConfig: { targetGroups: readonly NamedWeight[] } };
  return forwardConfig.targetGroups.find(({ serviceName }) => serviceName === places.blue?.deployment)?.weight;
}

interface NamedWeight {
  readonly serviceName: string;
  readonly weight: number;
}

async function weightsOf({ operator }: World, ruleArn: string): Promise<ReadonlyMap<string, number>> {
  const { Rules = [] } = await operator.elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
  const groups = Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return new Map(groups.map(({ TargetGroupArn = '', Weight = 0 }) => [TargetGroupArn, Weight]));
}

/** Pods of a deployment begin with its name. */
export const isOf = (place: PlaceOfColor | undefined, podName: string): boolean =>
  place !== undefined && podName.startsWith(`${place.deployment}-`);

const nothing: EnvironmentState = {
  ...{ weight: 0, deployedImage: undefined, wantedPods: 0, pods: 0, readyPods: 0, images: [] },
};

function environmentOf(
  { cluster, balancer, places }: World,
  color: 'blue' | 'green',
  weights: ReadonlyMap<string, number>,
): EnvironmentState {
  const place = places[color];
  if (place === undefined) return nothing;
  const { namespace, deployment: name } = place;
  const pods = cluster.api.list('pods', namespace).filter(({ metadata }) => isOf(place, metadata.name));
  const imagesIn = (spec: { readonly containers: readonly { readonly image?: string }[] }) =>
    spec.containers.map(({ image = '' }) => image);
  const deployment = cluster.api.get('deployments', { namespace, name });
  return {
    weight: weights.get(balancer.targetGroups[color] ?? '') ?? 0,
    deployedImage: deployment && imagesIn(deployment.spec.template.spec)[0],
    wantedPods: deployment?.spec.replicas ?? 0,
    pods: pods.length,
    readyPods: pods.filter(isReady).length,
    images: [...new Set(pods.flatMap(({ spec }) => imagesIn(spec)))],
  };
}

function flagEnabled({ cloud }: World): boolean {
  const deployed = cloud.services.appConfig.configurations.deployed(flagAddress, 0);
  const flags = JSON.parse(Buffer.from(deployed?.content ?? []).toString() || '{}') as Record<
    string,
    { enabled?: boolean }
  >;
  return flags[flagKey]?.enabled === true;
}

async function executionsOf({ operator, machineArn }: World): Promise<readonly ExecutionState[]> {
  const { executions = [] } = await operator.states.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
  const described = executions.map(async ({ executionArn: arn = '', name = '', status = '' }) => {
    const { input, output, error, cause, startDate, stopDate } = await operator.states.send(
      new DescribeExecutionCommand({ executionArn: arn }),
    );
    const [startedAt, endedAt] = [startDate?.getTime() ?? 0, stopDate?.getTime()];
    return { ...{ name, arn, status, error, cause, startedAt, endedAt }, input: read(input), output: read(output) };
  });
  return (await Promise.all(described)).toReversed();
}

const read = (text: string | undefined): Readonly<Record<string, unknown>> =>
  (JSON.parse(text ?? 'null') ?? {}) as Record<string, unknown>;
