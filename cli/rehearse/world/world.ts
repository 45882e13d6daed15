import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { dynamodbPolicies } from '../../../src/adapters/aws/dynamodb-policies.ts';
import { BadInput, Failure } from '../../exit.ts';
import type { OperatorClients } from '../clients.ts';
import type { RehearsedDatabase } from '../database/access.ts';
import type { RunningDatabases } from '../database/databases.ts';
import type { RehearsalFolder } from '../folder.ts';
import { createAlarms } from './alarms.ts';
import type { BalancerWorld, TargetGroups } from './balancer.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { createFlags } from './flags.ts';
import { createImageShelf, type ImageShelf } from './images.ts';
import { ingressBalancer, ingressObject } from './ingress.ts';
import { createCohortRule, createLoadBalancer, type LoadBalancerPlan } from './load-balancer.ts';
import { readManifests } from './manifests.ts';
import { databaseSecret, migratorImageName, migratorImages } from './migrator.ts';
import { placeOf, placesOf } from './places.ts';
import { localPolicy, type RegisteredPolicy } from './policy.ts';
import { withRenderedManifests } from './rendered-manifests.ts';
import { stableObjects } from './stable-objects.ts';

/** The account that a rehearsal's service lives in, with its first version running. */
export interface World {
  readonly shelf: ImageShelf;
  readonly balancer: BalancerWorld;
  readonly cluster: Cluster;
  readonly registered: RegisteredPolicy;
  readonly table: string;
  /** What the policy migrates, if it does. */
  readonly database: RehearsedDatabase | undefined;
}

export interface WorldPlan {
  readonly folder: RehearsalFolder;
  readonly clients: OperatorClients;
  /** The ledger of the packaged stack. */
  readonly table: string;
  /** What every program is told of the cloud that it runs in. */
  readonly podEnv: Readonly<Record<string, string>>;
  readonly databases: RunningDatabases['byName'];
  /** The folder of Tidegate itself. */
  readonly root: string;
  /** Waits until functions have dealt with the pushes so far. */
  readonly pushesAreHandled: () => Promise<void>;
  /** Emulated epoch milliseconds. */
  readonly now: () => Promise<number>;
  readonly signal: AbortSignal;
}

/** Creates all that a team would have: registry, load balancer, cluster, flags, alarms, the running version, the policy. */
export async function createWorld(plan: WorldPlan): Promise<World> {
  const { folder, clients, table, signal } = plan;
  const { policy, rehearsal } = folder;
  const shelf = await createShelf(plan);
  const cluster = await createCluster(clients.eks, policy.cluster, signal);
  const namespaces = new Set(placesOf(policy).map(({ namespace }) => namespace));
  for (const namespace of namespaces) await cluster.createNamespace(namespace);
  const database = await createDatabase(plan, cluster, namespaces);
  const balancer = await createService(plan, cluster, shelf);
  if (policy.flags) await createFlags(clients.appConfig, policy.flags, rehearsal.flags);
  await createAlarms(clients.cloudWatch, rehearsal.alarms, balancer);
  const { environment } = rehearsal.running;
  await targetsAreHealthy(clients, balancer.targetGroups[environment] ?? '', signal);
  await plan.pushesAreHandled();
  const migrator = policy.migrations && shelf.pullName(migratorImageName(policy.migrations));
  const registered = localPolicy(folder.policyText, { balancer, migrator });
  const appliedAt = new Date(await plan.now()).toISOString();
  await dynamodbPolicies(clients.dynamo, table, () => appliedAt).put(registered.policy, registered.text);
  return { shelf, balancer, cluster, registered, table, database };
}

/** The registry with all that runs at the start, and what a person starts without a push. */
async function createShelf({ folder, clients, podEnv, root }: WorldPlan): Promise<ImageShelf> {
  const { policy, rehearsal } = folder;
  const migrator = migratorImages(policy.migrations, root);
  const source = { images: { ...rehearsal.images, ...migrator }, env: podEnv };
  const images = await createImageShelf(clients.ecr, folder.folder, source);
  for (const image of Object.keys(migrator)) await images.push(image, true);
  const shelf = await withRenderedManifests(images, clients.s3, folder);
  for (const image of imagesBefore(folder)) await shelf.push(image, true);
  return shelf;
}

/** What the policy migrates, with the Secret by which the migrator reaches it; undefined where it migrates nothing. */
async function createDatabase(
  { folder: { policy }, databases }: WorldPlan,
  cluster: Cluster,
  namespaces: ReadonlySet<string>,
): Promise<RehearsedDatabase | undefined> {
  const { migrations } = policy;
  const database = databases.get(migrations?.database ?? '');
  if (migrations === undefined || database === undefined) return undefined;
  if (!namespaces.has(migrations.namespace)) await cluster.createNamespace(migrations.namespace);
  await cluster.create([databaseSecret(migrations, database.migrator)]);
  return database;
}

/** The running version with its way in: a load balancer of the team's own, or one that the controller makes of an Ingress. */
async function createService(plan: WorldPlan, cluster: Cluster, shelf: ImageShelf): Promise<BalancerWorld> {
  const { folder, clients, signal } = plan;
  const { policy } = folder;
  const wanted = balancerPlan(folder);
  if (policy.traffic.ingress !== undefined) {
    await cluster.create(await firstObjects(folder, shelf, undefined));
    await cluster.create([ingressObject(policy, policy.traffic.ingress, wanted)]);
    return ingressBalancer(clients.elb, cluster, policy, signal);
  }
  const balancer = await createLoadBalancer(clients.elb, wanted);
  await cluster.create(await firstObjects(folder, shelf, balancer.targetGroups));
  if (policy.traffic.cohort === undefined) return balancer;
  return { ...balancer, cohortRuleArn: await createCohortRule(clients.elb, balancer, wanted.running) };
}

function balancerPlan({ policy, rehearsal: { running, images, cloud } }: RehearsalFolder): LoadBalancerPlan {
  const image = images[`${policy.image.repository}:${running.tag}`];
  return {
    service: policy.service,
    running: running.environment,
    namespaces: policy.workload.namespaces,
    readiness: image?.readiness ?? { path: '/', periodSeconds: 5 },
    deregistrationDelaySeconds: cloud.deregistrationDelay,
  };
}

/** Images that are in the registry before the story: the running one, and those that a person starts without a push. */
function imagesBefore({ policy, rehearsal }: RehearsalFolder): Set<string> {
  const { story, running, images } = rehearsal;
  const inRepository = (tag: unknown): string => `${policy.image.repository}:${String(tag)}`;
  const pushed = new Set(story.map((step) => (step.kind === 'push' && step.tagged ? inRepository(step.image) : '')));
  const started = story.flatMap((step) =>
    step.kind === 'start' && step.input['tag'] !== undefined ? [inRepository(step.input['tag'])] : [],
  );
  return new Set([inRepository(running.tag), ...started.filter((name) => images[name] && !pushed.has(name))]);
}

async function firstObjects(
  { folder, policy, rehearsal }: RehearsalFolder,
  shelf: ImageShelf,
  targetGroups: TargetGroups | undefined,
) {
  const { running } = rehearsal;
  const place = placeOf(policy, running.environment);
  if (place === undefined)
    throw new BadInput(`running.environment: the policy has no environment ${running.environment}`);
  if (running.manifests !== undefined) {
    const targetGroupArn = targetGroups?.[place.color];
    return readManifests(path.resolve(folder, running.manifests), { namespace: place.namespace, targetGroupArn });
  }
  const image = shelf.pullName(`${policy.image.repository}:${running.tag}`);
  return stableObjects({ policy, rehearsal, image, place, targetGroups });
}

const healthyWithinMs = 60_000;

async function targetsAreHealthy({ elb }: OperatorClients, TargetGroupArn: string, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    const states = TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
    if (states.length > 0 && states.every((state) => state === 'healthy')) return;
    if (performance.now() - begun > healthyWithinMs)
      throw new Failure(
        `what runs at the start did not get healthy within 60 s (targets: ${states.join(', ') || 'none'}): does its command serve HTTP on $PORT, and its readiness path answer 200?`,
      );
    await delay(200, undefined, { signal });
  }
}
