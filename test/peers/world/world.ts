import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from '../../../emulator/src/cloud.ts';
import type { Cluster } from '../../../emulator/src/kubernetes/cluster.ts';
import { isReady, type Pod } from '../../../emulator/src/kubernetes/objects/pod.ts';
import { WarmInstances } from '../../../emulator/src/lambda/in-process/warm-instances.ts';
import { createOperator, type Operator } from '../../storm/world/operator.ts';
import { createGuard } from './alarms.ts';
import { type Balancer, controllersBalancer, ownBalancer, weightsOf } from './balancer.ts';
import { machineIn, type ReleaseMachine } from './executions.ts';
import { type Ended, type LedgerOfShop, ledgerIn } from './ledger.ts';
import { bind, createNamespace, createService, deployFirst } from './objects.ts';
import { type Layout, type PolicyChoices, placesIn, policyText, service } from './policy.ts';
import { sendUsers, type Users } from './users.ts';
import { type Behaviour, shopVersion } from './versions.ts';

export type Color = 'blue' | 'green';

/** What a story begins with: version 1.0.0 has all users, and behaves as `first` says. */
export interface WorldOptions {
  readonly layout: Layout;
  readonly policy: PolicyChoices;
  readonly replicas?: number;
  /** 0 is no hook. */
  readonly preStopSeconds?: number;
  readonly first?: Behaviour;
  readonly usersPerSecond?: number;
  /** The alarm fires above so many errors of a side in a minute; 2 by default. */
  readonly alarmAbove?: number;
  /** How often pods and targets are looked at; 5 by default. Long stories need less. */
  readonly probeSeconds?: number;
  /** The hour of its day (UTC) at which the world begins; 9 by default. */
  readonly hour?: number;
}

/** An account with Tidegate as it is packaged, and one service with users. */
export interface World extends ReleaseMachine, Omit<LedgerOfShop, 'register'> {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
  readonly operator: Operator;
  readonly balancer: Balancer;
  readonly users: Users;
  push(tag: string, behaviour?: Behaviour): void;
  /** As the load balancer's API shows them. */
  weights(): Promise<Readonly<Record<Color, number>>>;
  pods(color: Color): readonly Pod[];
  ready(color: Color): readonly Pod[];
  /** Looks every emulated second unless said otherwise; throws after so many, an hour by default. */
  until(holds: () => boolean | Promise<boolean>, seconds?: number, everySeconds?: number): Promise<void>;
  /** Waits until so many releases have ended and nothing runs, and answers them. */
  untilEnded(count: number, seconds?: number): Promise<readonly Ended[]>;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const template = `${root}.serverless/cloudformation-template-update-stack.json`;
const warmInstances = new WarmInstances();
let opened = 0;

/** Opens a world in this process, in virtual time. */
export async function openWorld(options: WorldOptions): Promise<World> {
  opened += 1;
  const startMs = Date.UTC(2026, 0, 5 + opened, options.hour ?? 9);
  const setting = { template, artifacts: `${root}dist`, seed: 11, startMs, warmInstances };
  const cloud = await startCloud({ transport: 'inProcess', ...setting });
  try {
    return await furnish(cloud, options);
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

async function furnish(cloud: Cloud, options: WorldOptions): Promise<World> {
  const { layout, policy, first, replicas = 3, usersPerSecond = 5, alarmAbove = 2, probeSeconds = 5 } = options;
  const { services, clock } = cloud;
  const operator = createOperator(cloud);
  const repository = services.ecr.createRepository(service);
  const push: World['push'] = (tag, behaviour) => {
    const name = `${service} ${tag}`;
    services.ecr.pushProgram({ repositoryName: service, tag, name, program: shopVersion(tag, behaviour) });
  };
  push('1.0.0', first);
  const cluster = await services.clusters.create(service);
  const balancer = await createRoute(cloud, cluster, operator, { layout, probeSeconds });
  await createGuard(operator.cloudWatch, balancer, alarmAbove);
  const { preStopSeconds = 15 } = options;
  const version = { image: `${repository}:1.0.0`, replicas, preStopSeconds, probeSeconds };
  deployFirst(cluster.api, layout, placesIn(layout).blue, version);
  await serves(cloud, cluster, replicas);
  await ledgerIn(cloud).register(policyText(layout, balancer, policy));
  const users = sendUsers(clock, services.elb, balancer.listenerArn, usersPerSecond);
  return worldOf({ cloud, cluster, operator, balancer, push, users }, layout);
}

/** Namespaces, Services, and what leads users to them. */
async function createRoute(
  cloud: Cloud,
  cluster: Cluster,
  { elb }: Operator,
  { layout, probeSeconds }: { readonly layout: Layout; readonly probeSeconds: number },
): Promise<Balancer> {
  const { blue, green } = placesIn(layout);
  for (const namespace of new Set([blue.namespace, green.namespace])) createNamespace(cluster.api, namespace);
  createService(cluster.api, layout, 'blue', blue);
  if (layout === 'ingress') {
    createService(cluster.api, layout, 'green', green);
    return controllersBalancer(elb, cluster, (ms) => cloud.clock.sleep(ms));
  }
  const balancer = await ownBalancer(elb, probeSeconds);
  bind(cluster.api, blue, balancer.targetGroups.blue);
  return balancer;
}

/** A new rule takes its time to reach the whole load balancer. */
const ruleReachesMs = 5_000;

async function serves(cloud: Cloud, { api }: Cluster, replicas: number): Promise<void> {
  await waitUntil(cloud, () => api.list('pods').filter(isReady).length === replicas);
  await cloud.clock.sleep(ruleReachesMs);
}

type Furniture = Pick<World, 'cloud' | 'cluster' | 'operator' | 'balancer' | 'push' | 'users'>;

function worldOf(furniture: Furniture, layout: Layout): World {
  const { cloud, cluster, operator, balancer, users } = furniture;
  const places = placesIn(layout);
  const machine = machineIn(cloud, operator);
  const { record, ends, looks } = ledgerIn(cloud);
  const pods: World['pods'] = (color) => {
    const { namespace, deployment } = places[color];
    return cluster.api.list('pods', namespace).filter(({ metadata }) => metadata.name.startsWith(`${deployment}-`));
  };
  const until: World['until'] = (...wait) => waitUntil(cloud, ...wait);
  return {
    ...{ ...furniture, ...machine, record, ends, looks, pods, until },
    ready: (color) => pods(color).filter(isReady),
    weights: () => weightsOf(operator.elb, balancer),
    untilEnded: async (count, seconds = 2 * 3600) => {
      await until(async () => !(await machine.anyRuns()) && (await ends()).length >= count, seconds);
      return ends();
    },
    close: async () => {
      users.stop();
      await cloud.close();
    },
  };
}

async function waitUntil(
  { clock }: Cloud,
  holds: () => boolean | Promise<boolean>,
  seconds = 3600,
  everySeconds = 1,
): Promise<void> {
  const giveUpAt = clock.now() + seconds * 1000;
  while (!(await holds())) {
    if (clock.now() > giveUpAt) throw new Error(`waited ${seconds} emulated seconds in vain until ${holds}`);
    await clock.sleep(1000 * everySeconds);
  }
}
