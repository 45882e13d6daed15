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
import { listenerOperations, type Routing } from './listeners.ts';
import { loadBalancerOperations } from './load-balancers.ts';
import { createModel, type Model } from './model.ts';
import { createRegistrar } from './registrar.ts';
import { createRegistration } from './registration.ts';
import { createRequestLog, type RequestCount, type RequestLog, type RequestRecord } from './request-log.ts';
import { createRequestMetrics } from './request-metrics.ts';
import { ruleOperations } from './rules.ts';
import { tagOperations } from './tags.ts';
import { targetGroupOperations } from './target-groups.ts';
import { targetOperations } from './target-operations.ts';

/** What load balancing needs of its surroundings, and how to watch it. */
export interface ElbOptions {
  readonly network: Network;
  readonly metrics: MetricSink;
  /** Bounds of the emulated delay before proxies go by a changed rule or registration; AWS publishes no number. */
  readonly propagationMs?: { readonly least: number; readonly most: number };
  /** Hears of every answered request, in its hot path. */
  readonly onRequest?: (request: RequestRecord) => void;
}

/** Emulated Elastic Load Balancing v2. */
export interface Elb {
  readonly service: AwsService;
  readonly registrar: TargetRegistrar;
  /** Where the listeners really listen: `port` is on 127.0.0.1. */
  listeners(): { readonly listenerArn: string; readonly loadBalancerName: string; readonly port: number }[];
  /** Requests of the last 24 emulated hours by minute, group, image and status. */
  requests(): readonly RequestCount[];
  close(): Promise<void>;
}

/** Starts ELBv2: the API, and a real HTTP proxy for each listener that is created. */
export function createElb(place: Place, options: ElbOptions): Elb {
  const { clock } = place;
  const { network, metrics } = options;
  const model = createModel();
  const budget = createBudget(clock);
  const propagationMs = createPropagation(forkRandom(place.random), options);
  const registration = createRegistration({ clock, model, check: createHealthCheck(clock, network), propagationMs });
  const sets = createDimensionSets();
  const log = createRequestLog(clock, options.onRequest ?? (() => {}));
  const observer = observeBoth(createRequestMetrics(metrics, sets), log);
  const random = forkRandom(place.random);
  const dataPlane = createDataPlane({ clock, model, network, random, observer, propagationMs });
  const stopHostCounts = startHostCounts(clock, model, metrics, sets);
  const operations = allOperations(place, budget, { model, arns: createArns(place), dataPlane, registration });

  return {
    service: { signingName: 'elasticloadbalancing', sdk, operations },
    registrar: createRegistrar(model, budget, registration),
    listeners: () => listListeners(model),
    requests: () => log.counts(),
    async close() {
      stopHostCounts();
      registration.close();
      await dataPlane.close();
    },
  };
}

function createPropagation(random: () => number, { propagationMs = { least: 200, most: 3000 } }: ElbOptions) {
  const { least, most } = propagationMs;
  return () => least + random() * (most - least);
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
