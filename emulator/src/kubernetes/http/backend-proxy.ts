import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Network } from '../../ports.ts';
import type { Api } from '../api/api.ts';
import { badRequest, notFound, serviceUnavailable } from '../api/status-error.ts';
import { backendsOf, containerPort, servicePort } from '../endpoints.ts';
import type { Reply } from './reply.ts';
import type { RequestInfo } from './request-info.ts';

/** Where proxied requests go and who picks among several pods. */
export interface ProxyOptions {
  readonly api: Api;
  readonly network: Network;
  readonly random: () => number;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Forwards a request on `services/NAME:PORT/proxy` or `pods/NAME:PORT/proxy` to a pod, as the real API server does. */
export function proxied(options: ProxyOptions, info: RequestInfo, request: IncomingMessage): Promise<Reply> {
  const address = info.resource.plural === 'services' ? serviceAddress(options, info) : podAddress(options, info);
  const hostPort = options.network.resolve(address.host, address.port);
  if (hostPort === undefined) throw unreachable(address, 'connect: connection refused');
  return forward(hostPort, address, info, request);
}

function serviceAddress({ api, random }: ProxyOptions, { resource, namespace = '', name = '' }: RequestInfo): Address {
  const { id, port: wanted } = parsedName(name);
  const service = api.get('services', { namespace, name: id });
  if (service === undefined) throw notFound(resource, id);
  const port = servicePort(service, wanted);
  if (port === undefined) throw serviceUnavailable(`no service port "${wanted}" found for service "${id}"`);
  const ready = backendsOf(service, port, api.list('pods', namespace)).filter((backend) => backend.ready);
  const chosen = ready[Math.floor(random() * ready.length)];
  if (chosen === undefined) throw serviceUnavailable(`no endpoints available for service "${id}"`);
  return { host: chosen.address, port: chosen.port };
}

function podAddress({ api }: ProxyOptions, { resource, namespace = '', name = '' }: RequestInfo): Address {
  const { id, port: wanted } = parsedName(name);
  const pod = api.get('pods', { namespace, name: id });
  if (pod === undefined) throw notFound(resource, id);
  const host = pod.status.podIP;
  if (host === undefined) throw badRequest(`address not allowed: pod "${id}" has no IP yet`);
  const named = wanted === undefined ? undefined : containerPort(pod, /^\d+$/.test(wanted) ? Number(wanted) : wanted);
  return { host, port: named ?? pod.spec.containers[0]?.ports?.[0]?.containerPort ?? 80 };
}

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
function parsedName(text: string): { readonly id: string; readonly port: string | undefined } {
  const parts = text.split(':');
  if (parts.length === 3) return { id: parts[1] ?? '', port: parts[2] };
  return { id: parts[0] ?? '', port: parts[1] };
}

function forward(hostPort: number, address: Address, info: RequestInfo, request: IncomingMessage): Promise<Reply> {
  const search = info.query.toString();
  const path = `${info.rest}${search === '' ? '' : `?${search}`}`;
  const headers = { ...withoutCredentials(request.headers), host: `${address.host}:${address.port}` };
  return new Promise((resolve, reject) => {
    const upstream = httpRequest({ host: '127.0.0.1', port: hostPort, method: request.method, path, headers });
    upstream.once('error', (error) => reject(unreachable(address, error.message)));
    upstream.once('response', (answer) => {
      resolve({
        stream: (response) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      });
    });
    request.pipe(upstream);
  });
}

function withoutCredentials(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization: _authorization, connection: _connection, ...rest } = headers;
  return rest;
}

function unreachable({ host, port }: Address, why: string): Error {
  return serviceUnavailable(`error trying to reach service: dial tcp ${host}:${port}: ${why}`);
}
