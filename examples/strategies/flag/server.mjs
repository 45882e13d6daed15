/** The orders service with three new ways to list orders, each behind a feature flag. GET /orders and /healthz on $PORT. */
import { createServer } from 'node:http';
import process from 'node:process';
import { ConnectionPool } from '../../orders/connection-pool.mjs';
import { listOrders } from '../../orders/orders.mjs';
import { followFlags, isOn } from './flags.mjs';

const { VERSION: version = '0.0.0', POLL_MS = '15000', PORT = '8080' } = process.env;
const pool = new ConnectionPool({ size: 50, idleTimeoutMs: 4_000 });

const paths = {
  'short-list': () => listOrders(null, {}).slice(0, 2),
  'price-check'() {
    throw new Error('the price service has no such route');
  },
  'live-stock': () => listOrders(pool.acquire(), {}),
};

let requests = 0;

/** Which of the flagged paths this request takes, if any. */
function pathFor() {
  requests += 1;
  return Object.keys(paths).find((key) => isOn(key, requests));
}

function answer(request, response) {
  if (request.url === '/healthz') return send(response, 200, version, { status: 'ok' });
  const flag = pathFor();
  const taken = flag === undefined ? version : `${version}+${flag}`;
  try {
    send(response, 200, taken, { orders: flag === undefined ? listOrders(null, {}) : paths[flag]() });
  } catch (error) {
    send(response, 500, taken, { error: error.message });
  }
}

function send(response, status, taken, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'x-version': taken });
  response.end(JSON.stringify(body));
}

await followFlags(Number(POLL_MS));
const server = createServer({ keepAliveTimeout: 70_000 }, answer);
server.listen(Number(PORT), process.env.HOST ?? '127.0.0.1');

process.once('SIGTERM', () => server.close());
