import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import type { WireRequest, WireResponse } from '../wire/messages.ts';

/** Hands a request to a server that listens nowhere, and resolves with its answer. */
export function answerOf(server: Server, request: WireRequest): Promise<WireResponse> {
  return new Promise((resolve) => {
    const { method, path: url, headers } = request;
    const incoming = Object.assign(Readable.from([Buffer.from(request.body)]), { method, url, headers });
    server.emit('request', incoming, new Answer(resolve));
  });
}

/** As much of a ServerResponse as dynalite uses: it sets headers and a status, and ends with the whole body. */
class Answer {
  statusCode = 200;
  readonly #headers: Record<string, string> = {};
  readonly #resolve: (response: WireResponse) => void;

  constructor(resolve: (response: WireResponse) => void) {
    this.#resolve = resolve;
  }

  setHeader(name: string, value: string | number): void {
    this.#headers[name.toLowerCase()] = String(value);
  }

  end(body = ''): void {
    this.#resolve({ statusCode: this.statusCode, headers: this.#headers, body });
  }
}
