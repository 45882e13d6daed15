import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Endpoint, EndpointFailure, VpcReply, VpcRequest } from './ports.ts';

/** Error codes that say no connection could be made. */
export const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** A process that listens, now or soon, on a port of 127.0.0.1; each request has a connection of its own. */
export function hostEndpoint(hostPort: number, label?: string): Endpoint {
  return {
    label,
    hostPort,
    accepts: () => accepts(hostPort),
    async knock(request, signal) {
      const answer = await send(hostPort, request, signal);
      if (typeof answer === 'string') return answer;
      answer.resume();
      return answer.statusCode ?? 0;
    },
    async ask(request, signal) {
      const answer = await send(hostPort, request, signal);
      return typeof answer === 'string' ? answer : replyOf(answer);
    },
  };
}

/** Whether something accepts connections there now. */
export function accepts(hostPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(hostPort, '127.0.0.1');
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

function send(
  port: number,
  { method, path, headers, body }: VpcRequest,
  signal: AbortSignal,
): Promise<IncomingMessage | EndpointFailure> {
  return new Promise((resolve) => {
    const upstream = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false, signal }, resolve);
    upstream.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
      resolve(UNREACHABLE.has(code) ? 'refused' : 'broken'),
    );
    upstream.end(body);
  });
}

async function replyOf(answer: IncomingMessage): Promise<VpcReply | EndpointFailure> {
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  try {
    const body = Buffer.concat(await answer.toArray());
    return { status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body };
  } catch {
    return 'broken';
  }
}
