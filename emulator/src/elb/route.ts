import { STATUS_CODES } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Endpoint, Network } from '../ports.ts';
import { choose } from './choice.ts';
import type { RequestFacts } from './conditions.ts';
import type { Exchange, TrafficObserver } from './exchange.ts';
import type { FixedAnswer, ForwardAction, LiveRule } from './live-rules.ts';
import type { LoadBalancer, TargetGroup } from './model.ts';
import { targetKey } from './target.ts';

/** What routing depends on besides the request. `random` draws per request. */
export interface RouteContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: () => number;
  readonly observer: TrafficObserver;
  readonly nextTurn: (group: TargetGroup) => number;
}

/** What the load balancer answers by itself. */
export interface Page {
  readonly kind: 'page';
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
  /** Of a redirect. */
  readonly location?: string;
  readonly observability: Observability;
}

/**
 * Headers that AWS does not send, so that a load generator can check what it got: when in emulated time the answer was chosen,
 * which target was, what runs there, and whether a rule answered by itself (`x-emulated-action`).
 */
type Observability = Readonly<Record<string, string>>;

/** A request on its way to the target that was chosen; exactly one of `answered` and `failed` is to be told, if any. */
export interface Delivery {
  readonly kind: 'delivery';
  readonly exchange: Exchange;
  readonly endpoint: Endpoint | undefined;
  readonly setCookies: readonly string[];
  readonly observability: Observability;
  answered(statusCode: number, seconds: number): void;
  /** Answers the page that the client gets. */
  failed(reason: DeliveryFailure): Page;
}
/** How long the load balancer tries to connect to a target: "HTTP 504" in its troubleshooting guide. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** `unreachable`: connection refused; `silent`: none within the connect timeout; `broken`: the connection ended before an answer; `idle`: no byte in the idle timeout. */
export type DeliveryFailure = 'unreachable' | 'silent' | 'broken' | 'idle';

const STATUS_OF_FAILURE = { unreachable: 502, silent: 504, broken: 502, idle: 504 } as const;

/** Chooses rule, target group and target of one request, and counts what becomes of it. */
export function route(
  context: RouteContext,
  loadBalancer: LoadBalancer,
  rules: readonly LiveRule[],
  facts: RequestFacts,
): Page | Delivery {
  const action = rules.find((rule) => rule.matches(facts))?.action;
  if (action?.kind === 'forward') return deliver(context, loadBalancer, action, facts.header('cookie'));
  const { statusCode, contentType, body, location } = action ?? noRule;
  context.observer.refused(loadBalancer, statusCode, undefined);
  const observability = { 'x-emulated-time': String(context.clock.now()), 'x-emulated-action': 'rule' };
  const page = { kind: 'page', statusCode, contentType, body, observability } as const;
  return location ? { ...page, location: location(facts) } : page;
}

const noRule: FixedAnswer = { kind: 'answer', statusCode: 500, contentType: 'text/plain', body: 'no rule' };

function deliver(
  { clock, network, random, nextTurn, observer }: RouteContext,
  loadBalancer: LoadBalancer,
  action: ForwardAction,
  cookieHeader: string | undefined,
): Page | Delivery {
  const nowMs = clock.now();
  const { group, target, failsOpen, setCookies } = choose(action, { cookieHeader, nowMs, random, nextTurn });
  if (!group || !target) {
    observer.refused(loadBalancer, 503, undefined);
    return errorPage(503, { 'x-emulated-time': String(nowMs) });
  }
  const endpoint = network.at(target.address, target.port);
  const exchange: Exchange = { loadBalancer, group, target, image: endpoint?.label };
  observer.sent(exchange, failsOpen);
  return {
    kind: 'delivery',
    exchange,
    endpoint,
    setCookies,
    observability: observability(exchange, nowMs),
    answered: (statusCode, seconds) => observer.answered(exchange, statusCode, seconds),
    failed(reason) {
      if (reason === 'unreachable' || reason === 'silent') observer.unreachable(exchange);
      observer.refused(loadBalancer, STATUS_OF_FAILURE[reason], exchange);
      return errorPage(STATUS_OF_FAILURE[reason], chosen(exchange, nowMs));
    },
  };
}

function chosen({ target }: Exchange, nowMs: number): Observability {
  return { 'x-emulated-target': targetKey(target.address, target.port), 'x-emulated-time': String(nowMs) };
}

function observability(exchange: Exchange, nowMs: number): Observability {
  const image = exchange.image === undefined ? {} : { 'x-emulated-image': exchange.image };
  return { ...chosen(exchange, nowMs), ...image };
}

function errorPage(statusCode: number, observability: Observability): Page {
  const title = `${statusCode} ${STATUS_CODES[statusCode]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>`;
  return { kind: 'page', statusCode, contentType: 'text/html', body, observability };
}
