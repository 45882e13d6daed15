import type { ServerResponse } from 'node:http';
import type { Json } from '../objects/json.ts';

/** A whole answer, one of somebody else's passed on, or a function that writes one piece by piece. */
export type Reply =
  | { readonly code: number; readonly body: Json; readonly warnings?: readonly string[] }
  | PassedOn
  | { readonly stream: (response: ServerResponse) => void };

interface PassedOn {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly bytes: Buffer;
}

/** Sends the answer; texts go as `text/plain`, everything else as JSON. */
export function send(response: ServerResponse, reply: Reply): void {
  if ('stream' in reply) {
    reply.stream(response);
    return;
  }
  if ('bytes' in reply) {
    passOn(response, reply);
    return;
  }
  const { code, body, warnings = [] } = reply;
  for (const warning of warnings) response.appendHeader('warning', `299 - ${JSON.stringify(warning)}`);
  const isText = typeof body === 'string';
  response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

function passOn(response: ServerResponse, { code, headers, bytes }: PassedOn): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(code);
  response.end(bytes);
}
