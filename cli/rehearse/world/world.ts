import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { dynamodbPolicies } from '../../../src/adapters/aws/dynamodb-policies.ts';
import { Failure } from '../../exit.ts';
import type { OperatorClients } from '../clients.ts';
import type { RehearsalFolder } from '../folder.ts';
import { createAlarms } from './alarms.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { createFlags } from './flags.ts';
import { createImageShelf, type ImageShelf } from './images.ts';
import { createLoadBalancer, type LoadBalancerWorld } from './load-balancer.ts';
import { readManifests } from './manifests.ts';
import { localPolicy, type RegisteredPolicy } from './policy.ts';
import { stableObjects } from './stable-objects.ts';

/** The account that a rehearsal's service lives in, with its first version running. */
export interface World {
  readonly shelf: ImageShelf;
  readonly balancer: LoadBalancerWorld;
  readonly cluster: Cluster;
  readonly registered: RegisteredPolicy;
  readonly table: string;
}

export interface WorldPlan {
  readonly folder: RehearsalFolder;
  readonly clients: OperatorClients;
  /** The ledger of the packaged stack. */
  readonly table: string;
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
  const { running, images, cloud } = rehearsal;
  const repository = policy.image.repository;
  const shelf = await createImageShelf(clients.ecr, folder.folder, images);
  for (const image of imagesBefore(folder)) await shelf.push(image, true);
  const balancer = await createLoadBalancer(clients.elb, {
    service: policy.service,
    running: running.environment,
    readiness: images[`${repository}:${running.tag}`]?.readiness ?? { path: '/', periodSeconds: 5 },
    deregistrationDelaySeconds: cloud.deregistrationDelay,
  });
  const cluster = await createCluster(clients.eks, policy.cluster, signal);
  for (const namespace of Object.values(policy.workload.namespaces)) await cluster.createNamespace(namespace);
  await cluster.create(await firstObjects(folder, shelf, balancer));
  if (policy.flags) await createFlags(clients.appConfig, policy.flags, rehearsal.flags);
  await createAlarms(clients.cloudWatch, rehearsal.alarms, balancer);
  await targetsAreHealthy(clients, balancer.targetGroups[running.environment], signal);
  await plan.pushesAreHandled();
  const registered = localPolicy(folder.policyText, balancer);
  const appliedAt = new Date(await plan.now()).toISOString();
  await dynamodbPolicies(clients.dynamo, table, () => appliedAt).put(registered.policy, registered.text);
  return { shelf, balancer, cluster, registered, table };
}

/** Images that are in the registry before the story: the running one, and those that a person starts without a push. */
function imagesBefore({ policy, rehearsal }: RehearsalFolder): Set<string> {
  const { story, running, images } = rehearsal;
  const inRepository = (tag: unknown): string => `${policy.image.repository}:${String(tag)}`;
  const pushed = new Set(story.map((step) => (step.kind === 'push' && step.tagged ? inRepository(step.image) : '')));
  const started = story.flatMap((step) => (step.kind === 'start' ? [inRepository(step.input['tag'])] : []));
  return new Set([inRepository(running.tag), ...started.filter((name) => images[name] && !pushed.has(name))]);
}

async function firstObjects(
  { folder, policy, rehearsal }: RehearsalFolder,
  shelf: ImageShelf,
  balancer: LoadBalancerWorld,
) {
  const { running } = rehearsal;
  const namespace = policy.workload.namespaces[running.environment];
  const targetGroupArn = balancer.targetGroups[running.environment];
  if (running.manifests !== undefined)
    return readManifests(path.resolve(folder, running.manifests), { namespace, targetGroupArn });
  const image = shelf.pullName(`${policy.image.repository}:${running.tag}`);
  return stableObjects({ policy, rehearsal, image, targetGroupArn });
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
