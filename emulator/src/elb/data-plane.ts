import { once } from 'node:events';
import http, { type Server } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Network } from '../ports.ts';
import type { TrafficObserver } from './exchange.ts';
import { compileRules, type LiveRule } from './live-rules.ts';
import type { Listener, Model, TargetGroup } from './model.ts';
import { createProxy, type ProxyContext } from './proxy.ts';
import { answerUser, type UserAnswer, type UserRequest } from './user-request.ts';

/** The proxies behind the listeners. */
export interface DataPlane {
  /** Opens the listener's proxy on a free port of 127.0.0.1 and sets its `hostPort`; opens no port in process. */
  open(listener: Listener): Promise<void>;
  /** Lets the proxy go by the listener's present rules once they have propagated; until then the old ones hold. */
  propagate(listener: Listener): void;
  /** Cuts the listener's connections and frees its port; a request that comes by `request` finds no rule. */
  closeListener(listener: Listener): Promise<void>;
  /** Takes a request through the listener in process. */
  request(listener: Listener, request: UserRequest): Promise<UserAnswer>;
  /** Cuts every connection and frees the ports. */
  close(): Promise<void>;
}

/** What the proxies depend on; `propagationMs` draws the delay of one change. */
export interface DataPlaneContext {
  readonly clock: Clock;
  readonly model: Model;
  readonly network: Network;
  readonly random: () => number;
  readonly observer: TrafficObserver;
  readonly propagationMs: () => number;
  /** Listeners open no port: requests come in process only. */
  readonly inProcess: boolean;
}

interface Proxy {
  readonly server: Server | undefined;
  rules: readonly LiveRule[];
  /** Changes that have not reached the proxy yet, oldest first. */
  coming: readonly Change[];
}

interface Change {
  readonly dueAt: number;
  readonly rules: readonly LiveRule[];
}

/** A data plane without proxies. */
export function createDataPlane(context: DataPlaneContext): DataPlane {
  const { clock, model, propagationMs, inProcess } = context;
  const agent = new http.Agent({ keepAlive: true });
  const shared: ProxyContext = { ...context, agent, nextTurn: createTurns(), nextTraceId: createTraceIds(clock) };
  const proxies = new Map<Listener, Proxy>();
  const presentRules = (listener: Listener) => rulesAt(proxies.get(listener), clock.now());

  return {
    async open(listener) {
      const server = inProcess ? undefined : createProxy(shared, listener, () => presentRules(listener));
      proxies.set(listener, { server, rules: compileRules(model, listener), coming: [] });
      if (server) listener.hostPort = await listenOnFreePort(server);
    },
    propagate(listener) {
      const proxy = proxies.get(listener);
      if (!proxy) return;
      const delayMs = propagationMs();
      proxy.coming = [...proxy.coming, { dueAt: clock.now() + delayMs, rules: compileRules(model, listener) }];
      clock.after(delayMs, () => rulesAt(proxy, clock.now()));
    },
    async closeListener(listener) {
      const server = proxies.get(listener)?.server;
      proxies.delete(listener);
      if (server) await closeServer(server);
    },
    request: (listener, request) => answerUser(shared, listener, presentRules(listener), request),
    async close() {
      agent.destroy();
      await Promise.all([...proxies.values()].map(({ server }) => server && closeServer(server)));
      proxies.clear();
    },
  };
}

/**
 * The rules that a proxy goes by at a time: a newer change that has arrived outruns older ones that have not. Asked by every
 * request, because at a high time scale a timer that is late by a few real milliseconds is late by emulated seconds.
 */
function rulesAt(proxy: Proxy | undefined, nowMs: number): readonly LiveRule[] {
  if (!proxy) return [];
  const newest = proxy.coming.findLastIndex(({ dueAt }) => dueAt <= nowMs);
  if (newest >= 0) {
    proxy.rules = proxy.coming[newest]?.rules ?? proxy.rules;
    proxy.coming = proxy.coming.slice(newest + 1);
  }
  return proxy.rules;
}

async function listenOnFreePort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy of a listener has no TCP port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function createTurns(): (group: TargetGroup) => number {
  const turns = new Map<TargetGroup, number>();
  return (group) => {
    const turn = turns.get(group) ?? 0;
    turns.set(group, turn + 1);
    return turn;
  };
}

/** Trace ids as X-Ray writes them; unique within a run, cheap, and free of the seeded random. */
function createTraceIds(clock: Clock): () => string {
  let requests = 0;
  return () => {
    requests += 1;
    const seconds = Math.floor(clock.now() / 1000).toString(16);
    return `Root=1-${seconds.padStart(8, '0')}-${requests.toString(16).padStart(24, '0')}`;
  };
}
