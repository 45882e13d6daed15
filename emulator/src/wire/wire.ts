import type { IncomingMessage, ServerResponse } from 'node:http';
import { openEndpoint } from './endpoint.ts';
import { exchange, type WireOptions } from './exchange.ts';
import { readRequest, type WireRequest, type WireResponse } from './messages.ts';
import { ConnectionLost } from './wire-error.ts';

/** Answers one HTTP request; resolves when the answer is handed over or the connection was given up. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves all services behind one HTTP handler, in the wire formats that unmodified SDK clients speak. */
export function createWire(options: WireOptions): HttpHandler {
  const endpoints = options.services.map(openEndpoint);
  return async (incoming, response) => {
    const request = await receive(incoming, options);
    if (!request) return;
    try {
      send(response, await exchange(endpoints, request, options));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      incoming.socket.destroy();
    }
  };
}

/** The request, or undefined when the client went away while sending it. */
async function receive(incoming: IncomingMessage, options: WireOptions): Promise<WireRequest | undefined> {
  const done = options.clock.busy();
  try {
    return await readRequest(incoming);
  } catch (error) {
    if (incoming.destroyed) return undefined;
    throw error;
  } finally {
    done();
  }
}

function send(response: ServerResponse, answer: WireResponse): void {
  response.writeHead(answer.statusCode, { ...answer.headers });
  response.end(answer.body);
}
