import http, { type Agent, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Network } from '../ports.ts';
import { numberAttribute } from './attributes.ts';
import { choose } from './choice.ts';
import type { RequestFacts } from './conditions.ts';
import type { Exchange, TrafficObserver } from './exchange.ts';
import { forward } from './forward.ts';
import { requestHeaders } from './headers.ts';
import type { ForwardAction, LiveRule } from './live-rules.ts';
import type { Listener, TargetGroup } from './model.ts';
import { targetKey } from './target.ts';

/** What every proxy of a load balancer shares. `random` draws per request. */
export interface ProxyContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: () => number;
  readonly observer: TrafficObserver;
  readonly agent: Agent;
  readonly nextTurn: (group: TargetGroup) => number;
  readonly nextTraceId: () => string;
}

const STATUS_OF_FAILURE = { unreachable: 502, broken: 502, idle: 504 } as const;

/** The HTTP server of a listener, not yet listening; `rules` are asked anew for each request. */
export function createProxy(context: ProxyContext, listener: Listener, rules: () => readonly LiveRule[]): http.Server {
  const idleTimeoutMs = () => numberAttribute(listener.loadBalancer.attributes, 'idle_timeout.timeout_seconds') * 1000;
  const options = { keepAliveTimeout: idleTimeoutMs(), requestTimeout: 0 };
  return http.createServer(options, (request, response) => {
    const facts = factsOf(request);
    const action = rules().find((rule) => rule.matches(facts))?.action;
    if (action?.kind === 'forward') {
      send(context, listener, { action, request, response, idleTimeoutMs: idleTimeoutMs() });
      return;
    }
    const { statusCode, contentType, body } = action ?? { statusCode: 500, contentType: 'text/plain', body: 'no rule' };
    context.observer.refused(listener.loadBalancer, statusCode, undefined);
    finish(response, statusCode, contentType, body);
  });
}

interface Delivery {
  readonly action: ForwardAction;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly idleTimeoutMs: number;
}

function send(context: ProxyContext, listener: Listener, { action, ...delivery }: Delivery): void {
  const { clock, network, random, nextTurn, observer } = context;
  const { request, response } = delivery;
  const { loadBalancer } = listener;
  const nowMs = clock.now();
  const choice = choose(action, { cookieHeader: request.headers.cookie, nowMs, random, nextTurn });
  const { group, target } = choice;
  if (!group || !target) {
    refuse(response, 503);
    observer.refused(loadBalancer, 503, undefined);
    return;
  }
  const image = network.labelOf(target.address, target.port);
  const exchange: Exchange = { loadBalancer, group, target, image };
  const hostPort = network.resolve(target.address, target.port);
  const failed = (reason: keyof typeof STATUS_OF_FAILURE) => {
    if (reason === 'unreachable') observer.unreachable(exchange);
    observer.refused(loadBalancer, STATUS_OF_FAILURE[reason], exchange);
    refuse(response, STATUS_OF_FAILURE[reason]);
  };
  observer.sent(exchange, choice.failsOpen);
  if (hostPort === undefined) {
    failed('unreachable');
    return;
  }
  const headers = requestHeaders(request, listener.port, context.nextTraceId());
  const cookies = choice.setCookies.flatMap((cookie) => ['Set-Cookie', cookie]);
  const addedHeaders = [...cookies, ...observability(exchange, nowMs)];
  const answered = (statusCode: number, seconds: number) => observer.answered(exchange, statusCode, seconds);
  forward({ ...delivery, agent: context.agent, target, hostPort, headers, addedHeaders }, { answered, failed });
}

/** Not in AWS: says which target was chosen, when in emulated time, and what runs there, so that a load generator can check it. */
function observability({ target, image }: Exchange, nowMs: number): readonly string[] {
  const headers = ['x-emulated-target', targetKey(target.address, target.port), 'x-emulated-time', String(nowMs)];
  return image === undefined ? headers : [...headers, 'x-emulated-image', image];
}

function factsOf(request: IncomingMessage): RequestFacts {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? 'GET',
    host: (request.headers.host ?? '').replace(/:\d+$/, ''),
    path,
    query,
    header: (name) => [request.headers[name] ?? []].flat().join(', ') || undefined,
  };
}

/** An error page of the load balancer's own. */
function refuse(response: ServerResponse, statusCode: number): void {
  const title = `${statusCode} ${STATUS_CODES[statusCode]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>`;
  finish(response, statusCode, 'text/html', body);
}

function finish(response: ServerResponse, statusCode: number, contentType: string, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(statusCode, { server: 'awselb/2.0', 'content-type': contentType, 'content-length': length });
  response.end(body);
}
