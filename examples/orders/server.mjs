/** A small orders service: GET /orders, /version and /healthz on $PORT. */
import { createServer } from 'node:http';
import process from 'node:process';
import { ConnectionPool } from './connection-pool.mjs';
import { listOrders } from './orders.mjs';

const version = process.env.VERSION ?? '0.0.0';
const major = Number(version.split('.', 1)[0]);
const pool = new ConnectionPool({ size: 50, idleTimeoutMs: 4_000 });

function orders() {
  const connection = pool.acquire();
  const found = listOrders(connection, { withPoints: major >= 2, withDiscounts: major >= 3 });
  const forgetsToRelease = process.env.LEAK === 'yes';
  if (!forgetsToRelease) connection.release();
  return { version, orders: found };
}

function health() {
  const missing = (process.env.REQUIRES ?? '').split(',').filter((name) => name !== '' && !process.env[name]);
  if (missing.length > 0) throw new Error(`not ready: ${missing.join(', ')} is not set`);
  return { status: 'ok' };
}

const routes = new Map([
  ['/healthz', health],
  ['/version', () => ({ version })],
  ['/orders', orders],
]);

function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const route = routes.get(pathname);
  if (!route) return send(response, 404, { error: `nothing at ${pathname}` });
  try {
    send(response, 200, route());
  } catch (error) {
    send(response, 500, { error: error.message });
  }
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'x-version': version });
  response.end(JSON.stringify(body));
}

const server = createServer({ keepAliveTimeout: 70_000 }, answer);
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1');

process.once('SIGTERM', () => server.close());
