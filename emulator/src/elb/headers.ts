import type { IncomingMessage } from 'node:http';

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const PER_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'expect']);
/** Node frames the answer's body itself. */
const FRAMING = 'transfer-encoding';
const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port']);

/** The client's headers, raw and in order, with the `X-Forwarded-` family and a trace id as ALB adds them. */
export function requestHeaders(request: IncomingMessage, listenerPort: number, traceId: string): string[] {
  const headers = keep(request.rawHeaders, (name) => !PER_CONNECTION.has(name) && !FORWARDED.has(name));
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  const before = request.headers['x-forwarded-for'];
  headers.push('X-Forwarded-For', before ? `${before}, ${client}` : client);
  headers.push('X-Forwarded-Proto', 'http', 'X-Forwarded-Port', String(listenerPort));
  if (request.headers['x-amzn-trace-id'] === undefined) headers.push('X-Amzn-Trace-Id', traceId);
  return headers;
}

/** The target's headers, raw and in order, with what the load balancer adds. */
export function answerHeaders(answer: IncomingMessage, added: readonly string[]): string[] {
  const headers = keep(answer.rawHeaders, (name) => !PER_CONNECTION.has(name) && name !== FRAMING);
  headers.push(...added);
  return headers;
}

/** As `requestHeaders`, for headers in lower case. */
export function withForwardedHeaders(
  headers: Readonly<Record<string, string>>,
  client: string,
  listenerPort: number,
  traceId: string,
): Readonly<Record<string, string>> {
  const before = headers['x-forwarded-for'];
  return {
    'x-amzn-trace-id': traceId,
    ...withoutConnectionHeaders(headers),
    'x-forwarded-for': before === undefined ? client : `${before}, ${client}`,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(listenerPort),
  };
}

/** The headers that belong to the message; names are in lower case. */
export function withoutConnectionHeaders<Value>(
  headers: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const kept = Object.entries(headers).filter(([name]) => !PER_CONNECTION.has(name) && name !== FRAMING);
  return Object.fromEntries(kept);
}

function keep(rawHeaders: readonly string[], wanted: (lowerCaseName: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (wanted(name.toLowerCase())) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}
