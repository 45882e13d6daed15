import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Network, VpcReply, VpcRequest } from '../../ports.ts';
import type { Api } from '../api/api.ts';
import { badRequest, notFound, serviceUnavailable } from '../api/status-error.ts';
import { backendsOf, containerPort, servicePort } from '../endpoints.ts';
import { bodyOf } from './body.ts';
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
export async function proxied(options: ProxyOptions, info: RequestInfo, request: IncomingMessage): Promise<Reply> {
  const address = info.resource.plural === 'services' ? serviceAddress(options, info) : podAddress(options, info);
  const endpoint = options.network.at(address.host, address.port);
  if (endpoint?.silent) throw unreachable(address, 'i/o timeout');
  const forwarded = forwardedRequest(address, info, request, await bodyOf(request));
  const reply = (await endpoint?.ask(forwarded, new AbortController().signal)) ?? 'refused';
  if (reply === 'refused') throw unreachable(address, 'connect: connection refused');
  if (reply === 'broken') throw unreachable(address, 'EOF');
  return { code: reply.status, headers: withoutFraming(reply.headers), bytes: reply.body };
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

function forwardedRequest(
  { host, port }: Address,
  { rest, query }: RequestInfo,
  { method = 'GET', headers }: IncomingMessage,
  body: Buffer,
): VpcRequest {
  const search = query.toString();
  const path = `${rest}${search === '' ? '' : `?${search}`}`;
  const forwarded = { ...withoutCredentials(headers), host: `${host}:${port}` };
  return { method, path, headers: forwarded, ...(body.length === 0 ? {} : { body }) };
}

/** The body goes on as one piece with its own length, so what framed it before stays behind. */
function withoutCredentials(headers: IncomingHttpHeaders): Record<string, string> {
  const { authorization: _authorization, connection: _connection, 'transfer-encoding': _framing, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

function withoutFraming(headers: VpcReply['headers']): VpcReply['headers'] {
  const { connection: _connection, 'keep-alive': _keepAlive, 'transfer-encoding': _framing, ...rest } = headers;
  return rest;
}

function unreachable({ host, port }: Address, why: string): Error {
  return serviceUnavailable(`error trying to reach service: dial tcp ${host}:${port}: ${why}`);
}
