import { createAlarmActions } from './alarm-actions.ts';
import { createAppConfig } from './appconfig/service.ts';
import { createAppConfigData } from './appconfigdata/service.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import { createDynamoDb } from './dynamodb/service.ts';
import { createEcr } from './ecr/service.ts';
import { createElb, type ElbOptions } from './elb/service.ts';
import { createEventBridge } from './eventbridge/service.ts';
import { forkRandom } from './fork-random.ts';
import type { Latency, MemoryNetwork } from './in-process/memory-network.ts';
import { createInProcessCalls, type InProcessCalls, watchFunctions, watchMachines } from './in-process-calls.ts';
import { type ClustersOptions, createClusters } from './kubernetes/clusters.ts';
import { loadBalancerController } from './kubernetes/controllers/target-group-binding.ts';
import type { ElbCall } from './kubernetes/ingress/elb-calls.ts';
import { createInProcessRuntime } from './lambda/in-process/runtime.ts';
import type { WarmInstances } from './lambda/in-process/warm-instances.ts';
import { createLambda, type Lambda, type LambdaOptions } from './lambda/service.ts';
import { createNetwork } from './network.ts';
import type { Place } from './ports.ts';
import { createS3 } from './s3/service.ts';
import type { AwsService, ForwardedService } from './service.ts';
import { createSns, type Sns } from './sns/service.ts';
import { createStates } from './states/service.ts';
import { createSts } from './sts/service.ts';

/** What services need of the cloud around them: the wire's address for functions, and for clusters what watches calls. */
export type Surroundings = Pick<LambdaOptions, 'endpoint' | 'logs'> &
  Pick<ElbOptions, 'inProcess'> &
  Pick<ClustersOptions, 'intercept' | 'onDefect' | 'recorder'> & {
    /** Connections in memory: then functions, APIs and load balancers all run in this process. */
    readonly memory?: MemoryNetwork;
    readonly coldStart?: Latency;
    readonly warmInstances?: WarmInstances;
  };

/** All services of one account in one region. */
export type Services = ReturnType<typeof createServices>;

/**
 * Makes the services known to each other. Each draws from a random of its own, so that one service's draws do not depend on how
 * often the others drew.
 */
export function createServices(place: Place, surroundings: Surroundings) {
  const own = (): Place => ({ ...place, random: forkRandom(place.random) });
  const network = createNetwork();
  const lambda = openLambda(own(), surroundings);
  const calls = createInProcessCalls(place.clock, surroundings);
  const functions = watchFunctions(lambda.functions, calls);
  const machines = watchMachines({ start: (...execution) => states.machines.start(...execution) }, calls);
  const eventBridge = createEventBridge(own(), { functions, machines });
  const { events } = eventBridge;
  const states = createStates(own(), { functions, events, calls });
  const topics: Pick<Sns, 'notify'> = { notify: (...notification) => sns.notify(...notification) };
  const alarmActions = createAlarmActions({ clock: place.clock, functions, topics, calls });
  const cloudWatch = createCloudWatch(own(), { events, onAction: alarmActions.act });
  const { inProcess = surroundings.memory !== undefined } = surroundings;
  const elb = createElb(own(), { network, metrics: cloudWatch.metrics, inProcess });
  const ecr = createEcr(own(), { events });
  const { registrar } = elb;
  const elbCall = elbCallsOf(elb.service, calls);
  const clusters = createClusters(own(), { ...surroundings, network, registrar, registry: ecr.registry, elb: elbCall });
  const dynamoDb = createDynamoDb();
  const appConfig = createAppConfig(own());
  const appConfigData = createAppConfigData(own(), appConfig.configurations);
  const sts = createSts(own());
  const sns = createSns(own(), functions);
  const s3 = createS3(own());
  return {
    alarmActions,
    appConfig,
    appConfigData,
    cloudWatch,
    clusters,
    dynamoDb,
    ecr,
    elb,
    eventBridge,
    lambda,
    s3,
    sns,
    states,
    sts,
  };
}

/** ELBv2 for the AWS Load Balancer Controller: each call is recorded under its name and open to faults. */
function elbCallsOf({ signingName: service, operations }: AwsService, calls: InProcessCalls): ElbCall {
  return (operation, input) => {
    const call = { caller: loadBalancerController, service, operation, input };
    return calls.perform(call, (made) => operations[operation]?.(input as never, made));
  };
}

function openLambda(place: Place, surroundings: Surroundings): Lambda {
  const { endpoint, logs = () => {}, memory, coldStart, warmInstances } = surroundings;
  const runtime = memory && createInProcessRuntime({ place, network: memory, coldStart, warmInstances });
  return createLambda(place, { endpoint, logs, ...(runtime ? { runtime } : {}) });
}

/** What the wire serves of them. */
export function awsServices(services: Services): readonly (AwsService | ForwardedService)[] {
  return Object.values(services).flatMap((part) => ('service' in part ? [part.service] : []));
}

/** Ends what the services have running, users of a service before the service. */
export async function closeServices(services: Services): Promise<void> {
  services.eventBridge.close();
  services.alarmActions.close();
  services.sns.close();
  services.states.close();
  await Promise.all([services.lambda.close(), services.clusters.close()]);
  await services.elb.close();
  services.cloudWatch.close();
  services.appConfig.close();
}
