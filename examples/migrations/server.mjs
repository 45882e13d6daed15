/** The orders service with a real database. GET /orders places an order and answers the newest; /healthz; on $PORT. */
import { createServer } from 'node:http';
import process from 'node:process';
import { followFlags, isEnabled } from '../strategies/flag/flags.mjs';
import { openOrders } from './orders.mjs';

const { VERSION: version = '0.0.0', DATABASE_URL, POLL_MS = '15000', SLOW_SECONDS = '0', PORT = '8080' } = process.env;
const major = Number(version.split('.', 1)[0]);
const orders = openOrders(DATABASE_URL, major);
const isInCents = () => isEnabled('total-in-cents');

async function place() {
  if (Number(SLOW_SECONDS) > 0) await orders.searchEverything(Number(SLOW_SECONDS));
  return { orders: await orders.place(isInCents()) };
}

/** It does not ask the database: when that is away, all pods would be gone at once. */
const health = () => ({ status: 'ok' });

const routes = new Map([
  ['/healthz', health],
  ['/orders', place],
]);

async function answer(request, response) {
  const route = routes.get(request.url);
  if (!route) return send(response, 404, { error: `nothing at ${request.url}` });
  try {
    send(response, 200, await route());
  } catch (error) {
    send(response, 500, { error: error.message });
  }
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'x-version': version });
  response.end(JSON.stringify({ version, ...body }));
}

/** Once the flag is on, only this version writes: what older ones have written gets its cents. */
async function fillWhenInCents() {
  if (!isInCents()) return setTimeout(fillWhenInCents, Number(POLL_MS)).unref();
  await orders.fillCents();
}

await followFlags(Number(POLL_MS));
if (major === 2) void fillWhenInCents();
const server = createServer({ keepAliveTimeout: 70_000 }, answer);
server.listen(Number(PORT), process.env.HOST ?? '127.0.0.1');

process.once('SIGTERM', () => server.close(() => orders.close()));
