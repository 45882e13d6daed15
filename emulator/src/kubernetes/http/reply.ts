import type { ServerResponse } from 'node:http';
import type { Json } from '../objects/json.ts';

/** A whole answer, or a function that writes one piece by piece. */
export type Reply =
  | { readonly code: number; readonly body: Json; readonly warnings?: readonly string[] }
  | { readonly stream: (response: ServerResponse) => void };

/** Sends the answer; texts go as `text/plain`, everything else as JSON. */
export function send(response: ServerResponse, reply: Reply): void {
  if ('stream' in reply) {
    reply.stream(response);
    return;
  }
  const { code, body, warnings = [] } = reply;
  for (const warning of warnings) response.appendHeader('warning', `299 - ${JSON.stringify(warning)}`);
  const isText = typeof body === 'string';
  response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
