import http, { type Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { numberAttribute } from './attributes.ts';
import type { RequestFacts } from './conditions.ts';
import { forward } from './forward.ts';
import { requestHeaders } from './headers.ts';
import type { LiveRule } from './live-rules.ts';
import type { Listener } from './model.ts';
import { CONNECT_TIMEOUT_MS, type Delivery, type Page, type RouteContext, route } from './route.ts';

/** What every proxy of a load balancer shares. */
export interface ProxyContext extends RouteContext {
  readonly agent: Agent;
  readonly nextTraceId: () => string;
}

/** The HTTP server of a listener, not yet listening; `rules` are asked anew for each request. */
export function createProxy(context: ProxyContext, listener: Listener, rules: () => readonly LiveRule[]): http.Server {
  const options = { keepAliveTimeout: idleTimeoutMs(listener), requestTimeout: 0 };
  return http.createServer(options, (request, response) => {
    const routed = route(context, listener.loadBalancer, rules(), factsOf(request));
    if (routed.kind === 'page') finish(response, routed);
    else send(context, listener, { delivery: routed, request, response });
  });
}

/** The longest silence of a target, of the listener's load balancer. */
export function idleTimeoutMs({ loadBalancer }: Listener): number {
  return numberAttribute(loadBalancer.attributes, 'idle_timeout.timeout_seconds') * 1000;
}

interface Sending {
  readonly delivery: Delivery;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function send(
  { agent, clock, nextTraceId }: ProxyContext,
  listener: Listener,
  { delivery, request, response }: Sending,
): void {
  const { endpoint, exchange, setCookies, observability, answered } = delivery;
  const hostPort = endpoint?.hostPort;
  if (endpoint?.silent) {
    const cancel = clock.after(CONNECT_TIMEOUT_MS, () => finish(response, delivery.failed('silent')));
    response.on('close', cancel);
    return;
  }
  if (hostPort === undefined) {
    finish(response, delivery.failed('unreachable'));
    return;
  }
  const { target } = exchange;
  const headers = requestHeaders(request, listener.port, nextTraceId());
  const cookies = setCookies.flatMap((cookie) => ['Set-Cookie', cookie]);
  const addedHeaders = [...cookies, ...Object.entries(observability).flat()];
  const timeoutMs = idleTimeoutMs(listener);
  forward(
    { request, response, agent, target, hostPort, headers, addedHeaders, idleTimeoutMs: timeoutMs },
    { answered, failed: (reason) => finish(response, delivery.failed(reason)) },
  );
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

function finish(response: ServerResponse, { statusCode, contentType, body, location, observability }: Page): void {
  const own = { server: 'awselb/2.0', 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
  const headers = { ...own, ...observability };
  response.writeHead(statusCode, location === undefined ? headers : { ...headers, location });
  response.end(body);
}
