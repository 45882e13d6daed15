import type { GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../src/clock.ts';
import { startCloud } from '../../src/cloud.ts';
import type { UserAnswer, UserRequest } from '../../src/elb/user-request.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { isReady, type Pod } from '../../src/kubernetes/objects/pod.ts';
import type { StartProgram } from '../../src/ports.ts';
import type { Services } from '../../src/services.ts';
import { callPastTheWire } from './past-the-wire.ts';
import { createTrafficRule, type TrafficRule } from './traffic-rule.ts';
import { bindNamespace, createDeployment, type Workload } from './workloads.ts';

export type Colour = 'blue' | 'green';

/** Two environments behind one weighted rule, in this process and in virtual time: no sockets, no child processes. */
export interface Shop {
  readonly clock: Clock;
  readonly services: Services;
  readonly cluster: Cluster;
  readonly rule: TrafficRule;
  /** Pushes a program under a tag and answers the reference for pods. */
  push(tag: string, program: StartProgram): string;
  /** Pushes a program and deploys it to an environment. */
  deploy(colour: Colour, tag: string, program: StartProgram, workload?: Omit<Workload, 'image'>): void;
  pods(colour: Colour): readonly Pod[];
  ready(colour: Colour): readonly Pod[];
  /** The state of each of an environment's pods as a target. */
  targets(colour: Colour): readonly (string | undefined)[];
  ask(request?: UserRequest): Promise<UserAnswer>;
  askMany(count: number): Promise<readonly UserAnswer[]>;
  /** The statistic of one of the load balancer's metrics for blue, five minutes later, when it has been published. */
  metric(name: string, statistic: string): Promise<number | undefined>;
  /** Looks every emulated second. */
  until(holds: () => boolean, seconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shop; everything that chance decides follows from the seed. */
export async function openShop(seed = 1): Promise<Shop> {
  const defects: unknown[] = [];
  const cloud = await startCloud({ transport: 'inProcess', seed, onDefect: (error) => void defects.push(error) });
  const { clock, services } = cloud;
  const cluster = await services.clusters.create('shop');
  const rule = await createTrafficRule(clock, services.elb);
  const { api } = cluster;
  for (const colour of ['blue', 'green'] as const) bindNamespace(api, colour, rule.groups[colour]);
  const repository = services.ecr.createRepository('shop');
  const push: Shop['push'] = (tag, program) => {
    services.ecr.pushProgram({ repositoryName: 'shop', tag, name: `shop ${tag}`, program });
    return `${repository}:${tag}`;
  };
  const ask: Shop['ask'] = (request) => services.elb.request(80, { host: 'shop.example', ...request });
  const pods: Shop['pods'] = (colour) => api.list('pods', colour);
  const shop: Shop = {
    clock,
    services,
    cluster,
    rule,
    push,
    deploy: (colour, tag, program, workload) =>
      createDeployment(api, colour, { image: push(tag, program), ...workload }),
    pods,
    ready: (colour) => pods(colour).filter(isReady),
    targets: (colour) =>
      pods(colour).map(({ status }) => services.elb.registrar.health(rule.groups[colour], status.podIP ?? '', 8080)),
    ask,
    async askMany(count) {
      const answers: UserAnswer[] = [];
      while (answers.length < count) answers.push(await ask());
      return answers;
    },
    metric: (name, statistic) => metric(shop, name, statistic),
    until: (holds, seconds) => until(clock, holds, seconds),
    async close() {
      await cloud.close();
      if (defects.length > 0) throw new AggregateError(defects, 'the emulator has defects');
    },
  };
  return shop;
}

async function metric({ clock, services, rule }: Shop, name: string, statistic: string): Promise<number | undefined> {
  await clock.sleep(300_000);
  const Dimensions = [
    { Name: 'LoadBalancer', Value: rule.loadBalancerArn.replace(/^.*:loadbalancer\//, '') },
    { Name: 'TargetGroup', Value: rule.groups.blue.replace(/^.*:/, '') },
  ];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions };
  const { MetricDataResults = [] } = await callPastTheWire<GetMetricDataOutput>(
    clock,
    services.cloudWatch.service,
    'GetMetricData',
    {
      MetricDataQueries: [{ Id: 'it', MetricStat: { Metric, Period: 600, Stat: statistic } }],
      StartTime: new Date(clock.now() - 1_200_000),
      EndTime: new Date(clock.now()),
    },
  );
  return MetricDataResults[0]?.Values?.[0];
}

async function until(clock: Clock, holds: () => boolean, seconds = 600): Promise<void> {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > seconds) throw new Error(`waited ${seconds} emulated seconds in vain until ${holds}`);
    await clock.sleep(1000);
  }
}
