import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { MemoryNetwork } from '../../in-process/memory-network.ts';
import type { Recorder } from '../../recorder.ts';
import { ServiceError } from '../../service.ts';
import type { Intercept } from '../../wire/exchange.ts';
import { ConnectionLost } from '../../wire/wire-error.ts';
import { StatusError } from '../api/status-error.ts';
import type { Certificate } from '../tls.ts';
import { discoveryDocument } from './discovery.ts';
import { type Reply, send } from './reply.ts';
import { type RequestInfo, requestInfo } from './request-info.ts';

/** What the server asks of the cluster behind it. */
export interface ServerOptions {
  readonly cluster: string;
  readonly clock: Clock;
  readonly certificate: Certificate;
  /** Where to serve instead of on a port. */
  readonly memory: MemoryNetwork | undefined;
  /** The caller's name; throws 401 or 403. */
  readonly authenticate: (request: IncomingMessage) => string;
  readonly handle: (info: RequestInfo, request: IncomingMessage) => Promise<Reply>;
  readonly recorder: Recorder | undefined;
  readonly intercept: Intercept | undefined;
  /** Hears of errors that are the emulator's own fault. */
  readonly onDefect: (error: unknown) => void;
}

export interface ApiServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves the Kubernetes API: over TLS on a free port of 127.0.0.1, or in memory. */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const listener: RequestListener = (request, response) => {
    answer(options, request)
      .then((reply) => send(response, reply))
      .catch((error: unknown) => {
        if (request.errored) response.destroy();
        else refuse(options, response, error);
      });
  };
  const { memory, cluster } = options;
  return memory ? memory.listen(`https://${cluster.toLowerCase()}.eks.invalid`, listener) : listen(options, listener);
}

async function listen({ certificate }: ServerOptions, listener: RequestListener): Promise<ApiServer> {
  const server = createServer({ ...certificate, keepAliveTimeout: 0 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${port}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(options: ServerOptions, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const caller = options.authenticate(request);
  const document = request.method === 'GET' ? discoveryDocument(url.pathname) : undefined;
  if (document !== undefined) return { code: 200, body: document };
  const info = requestInfo(request.method ?? 'GET', url);
  if (info === undefined) return { code: 404, body: '404 page not found\n' };
  return recorded(options, caller, info, () => options.handle(info, request));
}

async function recorded(
  { cluster, clock, recorder, intercept }: ServerOptions,
  caller: string,
  info: RequestInfo,
  effect: () => Promise<Reply>,
): Promise<Reply> {
  const { verb, resource, subresource, namespace, name } = info;
  const what = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  const input = { cluster, verb, group: resource.group, resource: resource.plural, subresource, namespace, name };
  const call = { at: clock.now(), caller, service: 'kubernetes', operation: `${verb} ${what}`, input };
  const record = (error?: string) => {
    const outcome = error === undefined ? {} : { error };
    recorder?.record({ ...call, ...outcome, durationMs: clock.now() - call.at });
  };
  const work = () => whileBusy(clock, effect);
  try {
    const reply = await (intercept === undefined ? work() : intercept(call, work));
    record();
    return reply;
  } catch (error) {
    record(error instanceof StatusError ? error.reason : error instanceof Error ? error.name : String(error));
    throw error;
  }
}

async function whileBusy<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const done = clock.busy();
  try {
    return await work();
  } finally {
    done();
  }
}

function refuse({ onDefect }: ServerOptions, response: ServerResponse, error: unknown): void {
  if (error instanceof ConnectionLost || response.headersSent) return void response.destroy();
  const status = error instanceof StatusError ? error : ordered(error);
  if (status === undefined) onDefect(error);
  const known = status ?? new StatusError(500, 'InternalError', `a defect of the emulator: ${error}`);
  send(response, { code: known.code, body: known.toStatus() });
}

/** A fault that was ordered for this call, in the words of this API. */
function ordered(error: unknown): StatusError | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  if (/throttl/i.test(error.name)) {
    return new StatusError(429, 'TooManyRequests', 'Too many requests, please try again later.');
  }
  return new StatusError(error.statusCode, error.name, error.message);
}
