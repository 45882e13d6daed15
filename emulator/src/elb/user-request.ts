import type { VpcReply } from '../ports.ts';
import type { RequestFacts } from './conditions.ts';
import { withForwardedHeaders, withoutConnectionHeaders } from './headers.ts';
import type { LiveRule } from './live-rules.ts';
import type { Listener } from './model.ts';
import { idleTimeoutMs } from './proxy.ts';
import {
  CONNECT_TIMEOUT_MS,
  type Delivery,
  type DeliveryFailure,
  type Page,
  type RouteContext,
  route,
} from './route.ts';
import { targetKey } from './target.ts';

/** A user's request in process: GET / of a host without a name by default. */
export interface UserRequest {
  readonly method?: string;
  /** With its query string. */
  readonly path?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the user gets, and who was chosen to answer: nobody, when the load balancer answered by itself. */
export interface UserAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  readonly targetGroupArn?: string;
  readonly target?: string;
  readonly image?: string;
}

export interface UserContext extends RouteContext {
  readonly nextTraceId: () => string;
}

interface FullRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const userAddress = '127.0.0.1';

/** Takes a request through a listener without sockets: the same rules, choices and metrics, and only emulated time. */
export async function answerUser(
  context: UserContext,
  listener: Listener,
  rules: readonly LiveRule[],
  userRequest: UserRequest,
): Promise<UserAnswer> {
  const request = fullRequest(userRequest);
  const routed = route(context, listener.loadBalancer, rules, factsOf(request));
  if (routed.kind === 'page') return answerOf(routed);
  const headers = withForwardedHeaders(request.headers, userAddress, listener.port, context.nextTraceId());
  const outcome = await carry(context, routed, { ...request, headers }, idleTimeoutMs(listener));
  const chosen = chosenBy(routed);
  if (typeof outcome === 'string') return { ...answerOf(routed.failed(outcome)), ...chosen };
  const cookies = routed.setCookies.length > 0 ? { 'set-cookie': routed.setCookies } : {};
  const answered = { ...withoutConnectionHeaders(outcome.headers), ...cookies, ...routed.observability };
  return { status: outcome.status, headers: answered, body: outcome.body.toString(), ...chosen };
}

function fullRequest({ method = 'GET', path = '/', host = '', headers = {}, body }: UserRequest): FullRequest {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const complete = { host, ...Object.fromEntries(lowerCase) };
  return { method, path, headers: complete, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
}

function factsOf({ method, path: url, headers }: FullRequest): RequestFacts {
  const [path = '/', query = ''] = url.split('?', 2);
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  return { method, host, path, query, header: (name) => headers[name] };
}

async function carry(
  { clock, network }: UserContext,
  { endpoint, exchange, answered }: Delivery,
  request: FullRequest,
  timeoutMs: number,
): Promise<VpcReply | DeliveryFailure> {
  if (endpoint === undefined) return 'unreachable';
  if (endpoint.silent) {
    await clock.sleep(CONNECT_TIMEOUT_MS);
    return 'silent';
  }
  const startedAt = clock.now();
  const ageMs = () => clock.now() - startedAt;
  const connection = new AbortController();
  const inFlight = { ageMs, cut: () => connection.abort() };
  let idle = false;
  const cancelTimeout = clock.after(timeoutMs, () => {
    idle = true;
    connection.abort();
  });
  exchange.target.inFlight.add(inFlight);
  const outcome = await endpoint.ask(request, connection.signal);
  exchange.target.inFlight.delete(inFlight);
  cancelTimeout();
  if (idle) return 'idle';
  const { address, port } = exchange.target;
  if (outcome === 'broken' && network.at(address, port)?.silent) {
    await clock.sleep(timeoutMs - ageMs());
    return 'idle';
  }
  if (typeof outcome === 'string') return outcome === 'refused' ? 'unreachable' : 'broken';
  answered(outcome.status, ageMs() / 1000);
  return outcome;
}

function answerOf({ statusCode, contentType, body, location }: Page): UserAnswer {
  const headers = {
    server: 'awselb/2.0',
    'content-type': contentType,
    ...(location === undefined ? {} : { location }),
  };
  return { status: statusCode, headers, body };
}

function chosenBy({ exchange: { group, target, image } }: Delivery) {
  const key = targetKey(target.address, target.port);
  return { targetGroupArn: group.arn, target: key, ...(image === undefined ? {} : { image }) };
}
