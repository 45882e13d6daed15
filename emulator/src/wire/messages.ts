import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** An HTTP request read to its end. `path` is still percent-encoded. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** An HTTP answer, ready to be sent. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Reads the whole request; rejects when the client goes away before its body has arrived. */
export async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

/** The body as text; AWS bodies are UTF-8. */
export function textOf(request: WireRequest): string {
  return Buffer.from(request.body).toString('utf8');
}

/** A header's single value: the first one when it was sent twice. */
export function headerOf(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}
