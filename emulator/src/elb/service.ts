import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { forkRandom } from '../fork-random.ts';
import type { MetricSink, Network, Place, TargetRegistrar } from '../ports.ts';
import type { AwsService, Operation } from '../service.ts';
import { createArns } from './arns.ts';
import { type Budget, createBudget, paidFor } from './budget.ts';
import { createDataPlane } from './data-plane.ts';
import { createDimensionSets, type Exchange, type TrafficObserver } from './exchange.ts';
import { createHealthCheck } from './health-check.ts';
import { startHostCounts } from './host-counts.ts';
import { listenerChanges } from './listener-changes.ts';
import { listenerOf, listenerOperations, type Routing } from './listeners.ts';
import { loadBalancerOperations } from './load-balancers.ts';
import { createModel, type Listener, type Model } from './model.ts';
import { createRegistrar } from './registrar.ts';
import { createRegistration } from './registration.ts';
import { createRequestLog, type RequestCount, type RequestLog, type RequestRecord } from './request-log.ts';
import { createRequestMetrics } from './request-metrics.ts';
import { ruleOperations } from './rules.ts';
import { tagOperations } from './tags.ts';
import { targetGroupOperations } from './target-groups.ts';
import { targetOperations } from './target-operations.ts';
import type { UserAnswer, UserRequest } from './user-request.ts';

/** What load balancing needs of its surroundings, and how to watch it. */
export interface ElbOptions {
  readonly network: Network;
  readonly metrics: MetricSink;
  /** 0.2 to 3 s unless said otherwise. */
  readonly propagationMs?: Propagation;
  /** Listeners open no port: users come by `request` only. */
  readonly inProcess?: boolean;
  /** Hears of every answered request, in its hot path. */
  readonly onRequest?: (request: RequestRecord) => void;
}

/** Bounds of the emulated delay before proxies go by a changed rule or registration; AWS publishes no number. */
export interface Propagation {
  readonly least: number;
  readonly most: number;
}

/** Emulated Elastic Load Balancing v2. */
export interface Elb {
  readonly service: AwsService;
  readonly registrar: TargetRegistrar;
  /** Where the listeners really listen: `port` is on 127.0.0.1, and 0 in process. */
  listeners(): { readonly listenerArn: string; readonly loadBalancerName: string; readonly port: number }[];
  /** Requests of the last 24 emulated hours by minute, group, image and status. */
  requests(): readonly RequestCount[];
  /** Sends a user's request, without sockets, to a listener by its ARN or by the port that the API shows. Throws ListenerNotFound. */
  request(listener: string | number, request?: UserRequest): Promise<UserAnswer>;
  /** Changes from now on take so long to reach the proxies. */
  setPropagation(propagation: Propagation): void;
  /** The account's quota of targets in one target group from now on; those that are registered stay. */
  setTargetQuota(targetsPerGroup: number): void;
  close(): Promise<void>;
}

/** Starts ELBv2: the API, and a real HTTP proxy for each listener that is created unless it is `inProcess`. */
export function createElb(place: Place, options: ElbOptions): Elb {
  const { clock } = place;
  const { network, metrics, inProcess = false } = options;
  const model = createModel();
  const budget = createBudget(clock);
  let { propagationMs: bounds = { least: 200, most: 3000 } } = options;
  const propagationMs = createPropagation(forkRandom(place.random), () => bounds);
  const registration = createRegistration({ clock, model, check: createHealthCheck(clock, network), propagationMs });
  const sets = createDimensionSets();
  const log = createRequestLog(clock, options.onRequest ?? (() => {}));
  const observer = observeBoth(createRequestMetrics(metrics, sets), log);
  const random = forkRandom(place.random);
  const dataPlane = createDataPlane({ clock, model, network, random, observer, propagationMs, inProcess });
  const stopHostCounts = startHostCounts(clock, model, metrics, sets);
  const operations = allOperations(place, budget, { model, arns: createArns(place), dataPlane, registration });

  return {
    service: { signingName: 'elasticloadbalancing', sdk, operations },
    registrar: createRegistrar(model, budget, registration),
    listeners: () => listListeners(model),
    requests: () => log.counts(),
    request: async (listener, request = {}) => dataPlane.request(listenerAt(model, listener), request),
    setPropagation(propagation) {
      bounds = propagation;
    },
    setTargetQuota(targetsPerGroup) {
      model.targetsPerGroup = targetsPerGroup;
    },
    async close() {
      stopHostCounts();
      registration.close();
      await dataPlane.close();
    },
  };
}

function createPropagation(random: () => number, bounds: () => Propagation) {
  return () => {
    const { least, most } = bounds();
    return least + random() * (most - least);
  };
}

function listListeners(model: Model) {
  return [...model.listeners.values()].map(({ arn, loadBalancer, hostPort }) => ({
    listenerArn: arn,
    loadBalancerName: loadBalancer.name,
    port: hostPort,
  }));
}

function observeBoth(metrics: TrafficObserver, { observer: log }: RequestLog): TrafficObserver {
  return {
    ...metrics,
    answered(exchange: Exchange, statusCode, seconds) {
      metrics.answered(exchange, statusCode, seconds);
      log.answered(exchange, statusCode, seconds);
    },
    refused(loadBalancer, statusCode, exchange) {
      metrics.refused(loadBalancer, statusCode, exchange);
      log.refused(loadBalancer, statusCode, exchange);
    },
  };
}

function listenerAt(model: Model, arnOrPort: string | number): Listener {
  const withPort = [...model.listeners.values()].find(({ port }) => port === arnOrPort);
  return listenerOf(model, typeof arnOrPort === 'string' ? arnOrPort : (withPort?.arn ?? `at port ${arnOrPort}`));
}

interface OperationGroups {
  readonly provisioning?: Readonly<Record<string, Operation>>;
  readonly mutating?: Readonly<Record<string, Operation>>;
  readonly registering?: Readonly<Record<string, Operation>>;
  readonly describing?: Readonly<Record<string, Operation>>;
}

function allOperations(place: Place, budget: Budget, routing: Routing): Readonly<Record<string, Operation>> {
  const { model, arns, registration } = routing;
  const groups: readonly OperationGroups[] = [
    loadBalancerOperations(place, model, arns),
    targetGroupOperations(model, arns),
    listenerOperations(routing),
    listenerChanges(routing),
    ruleOperations(routing),
    targetOperations(model, registration),
    tagOperations(model),
  ];
  return Object.assign({}, ...groups.map((group) => paidGroup(budget, group)));
}

function paidGroup(budget: Budget, group: OperationGroups): Readonly<Record<string, Operation>> {
  return {
    ...paidFor(budget, 'provisioning', group.provisioning ?? {}),
    ...paidFor(budget, 'mutating', group.mutating ?? {}),
    ...paidFor(budget, 'registering', group.registering ?? {}),
    ...paidFor(budget, 'describing', group.describing ?? {}),
  };
}
