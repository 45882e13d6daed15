import type { Clock } from '../clock.ts';
import type { Stack } from '../cloudformation/stack.ts';
import type { Faults } from '../faults.ts';
import type { Recorder } from '../recorder.ts';
import { readRequest, textOf, type WireRequest } from '../wire/messages.ts';
import type { HttpHandler } from '../wire/wire.ts';
import { BadRequest } from './bad-request.ts';
import { readCallFilter } from './call-filter.ts';
import { type Breakables, crashFunction, crashPod, failNode, restoreNode, setIngressLag } from './crashes.ts';
import { readFaultOrder } from './fault-order.ts';

/** Where the admin API lives; AWS has no path like it. */
export const ADMIN_PREFIX = '/_emulator/';

/** What the admin API shows and steers. */
export interface AdminSubject extends Breakables {
  readonly clock: Clock;
  readonly timeScale: number;
  readonly recorder: Recorder;
  readonly faults: Faults;
  stack(): Stack | undefined;
  listeners(): readonly unknown[];
  requests(): readonly unknown[];
  clusters(): readonly unknown[];
  nodes(): readonly unknown[];
  /** Alarm actions, events and asynchronous invocations that were given up, with the reason. */
  dropped(): unknown;
  logLines(functionName: string): readonly unknown[];
}

type Route = (request: WireRequest) => unknown;

/** Answers requests under `/_emulator/` in JSON; they are not recorded as calls. */
export function createAdmin(subject: AdminSubject): HttpHandler {
  const routes = routesOf(subject);
  return async (incoming, response) => {
    const request = await readRequest(incoming);
    const { statusCode, body } = await answer(routes, request);
    response.writeHead(statusCode, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body, bytesAsBase64));
  };
}

function routesOf({ clock, timeScale, recorder, faults, ...show }: AdminSubject): Readonly<Record<string, Route>> {
  return {
    'GET health': () => ({ status: 'ok' }),
    'GET calls': ({ query }) => ({ calls: recorder.calls(readCallFilter(query)) }),
    'DELETE calls': () => recorder.clear(),
    'GET clock': () => ({ now: clock.now(), timeScale: Number.isFinite(timeScale) ? timeScale : 'virtual' }),
    'GET faults': () => ({ faults: faults.pending() }),
    'POST faults': (request) => orderFault(faults, request),
    'DELETE faults': () => faults.clear(),
    'GET stack': () => show.stack() ?? null,
    'GET listeners': () => ({ listeners: show.listeners() }),
    'GET requests': () => ({ requests: show.requests() }),
    'GET cluster': () => ({ clusters: show.clusters() }),
    'GET nodes': () => ({ nodes: show.nodes() }),
    'GET dropped': () => show.dropped(),
    'GET logs': ({ query }) => ({ lines: show.logLines(functionNameIn(query)) }),
    'POST function-crashes': (request) => crashFunction(show, jsonOf(request)),
    'POST pod-crashes': (request) => crashPod(show, jsonOf(request)),
    'POST node-failures': (request) => failNode(show, jsonOf(request)),
    'POST node-restorations': (request) => restoreNode(show, jsonOf(request)),
    'POST ingress-lag': (request) => setIngressLag(show, jsonOf(request)),
  };
}

function orderFault(faults: Faults, request: WireRequest): unknown {
  const { target, fault } = readFaultOrder(jsonOf(request));
  faults.breakNext(target, fault);
  return { faults: faults.pending() };
}

function functionNameIn(query: URLSearchParams): string {
  const name = query.get('functionName');
  if (name) return name;
  throw new BadRequest('functionName is required, as in logs?functionName=shop-dev-work');
}

function jsonOf(request: WireRequest): unknown {
  try {
    return JSON.parse(textOf(request));
  } catch (error) {
    throw new BadRequest(`the body must be JSON: ${error}`);
  }
}

async function answer(routes: Readonly<Record<string, Route>>, request: WireRequest) {
  const key = `${request.method} ${request.path.slice(ADMIN_PREFIX.length)}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (!route)
    return { statusCode: 404, body: { error: `no '${key}' here; there is ${Object.keys(routes).join(', ')}` } };
  try {
    return { statusCode: 200, body: (await route(request)) ?? {} };
  } catch (error) {
    if (error instanceof BadRequest) return { statusCode: 400, body: { error: error.message } };
    return { statusCode: 500, body: { error: `a defect of the emulator: ${error}` } };
  }
}

function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
