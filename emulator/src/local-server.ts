import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHandler } from './wire/wire.ts';

/** An HTTP server on 127.0.0.1. */
export interface LocalServer {
  readonly endpoint: string;
  /** Cuts all connections and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1; port 0 takes any free one. Rejects when the port is taken. `onDefect` hears of handlers that reject;
 * the client of such a request loses its connection.
 */
export async function listenLocally(
  handler: HttpHandler,
  port: number,
  onDefect: (error: unknown) => void,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      onDefect(error);
      response.destroy();
    });
  });
  // Idle connections stay open: clients that reuse one must not meet its end, which is no fault that anyone ordered.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
