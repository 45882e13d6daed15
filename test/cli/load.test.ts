import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningLoad, startLoad } from '../../cli/rehearse/load/load.ts';
import type { LoadOrder } from '../../cli/rehearse/load/messages.ts';

describe('the load', () => {
  let folder = '';
  let server: Server;
  let served = 0;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tidegate-load-'));
    served = 0;
    server = createServer((_request, response) => {
      served += 1;
      const version = served % 2 === 0 ? '2.0.0' : '1.0.0';
      response.writeHead(served % 5 === 0 ? 500 : 200, { 'x-version': version, 'x-time': String(served) });
      response.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (port: number, more: Partial<LoadOrder> = {}): RunningLoad =>
    startLoad({
      origin: `http://127.0.0.1:${port}`,
      path: '/orders',
      headers: {},
      requestsPerSecond: 200,
      answeredByHeaders: ['x-missing', 'x-version'],
      routedAtHeader: 'x-time',
      targetHeader: 'x-target',
      ruleAnswerHeader: 'x-rule',
      logFile: path.join(folder, 'requests.jsonl'),
      ...more,
    });

  /** Resolves when so many requests are told of. */
  const told = async (load: RunningLoad, count: number): Promise<void> => {
    while (load.totals().sent < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it('logs every request that the server saw: who answered, how, and when it was routed', async () => {
    const load = start((server.address() as AddressInfo).port);
    await told(load, 50);
    const { requests, unsent } = await load.stop();
    expect(requests).toHaveLength(served);
    expect(unsent).toBe(0);
    expect(requests.map(({ routedAt }) => routedAt).toSorted((a = 0, b = 0) => a - b)).toEqual(
      requests.map((_, i) => i + 1),
    );
    expect(new Set(requests.map(({ answeredBy }) => answeredBy))).toEqual(new Set(['1.0.0', '2.0.0']));
    expect(requests.filter(({ status }) => status === 500)).toHaveLength(Math.floor(served / 5));
    expect(load.totals()).toMatchObject({ sent: served, failed: Math.floor(served / 5) });
  });

  it('tells maintenance answers from failures, and where a failed request had been sent', async () => {
    server.removeAllListeners('request');
    server.on('request', (_request, response) => {
      served += 1;
      const isClosed = served % 2 === 0;
      response.writeHead(503, isClosed ? { 'x-rule': 'rule' } : { 'x-target': '10.0.16.11:8080' }).end();
    });
    const load = start((server.address() as AddressInfo).port);
    await told(load, 10);
    const { requests } = await load.stop();
    const closed = requests.filter(({ isMaintenance }) => isMaintenance);
    expect(closed).toHaveLength(Math.floor(served / 2));
    expect(requests.filter(({ target }) => target === '10.0.16.11:8080')).toHaveLength(served - closed.length);
    expect(load.totals()).toMatchObject({ failed: served - closed.length, maintenance: closed.length });
  });

  it('lets so many of the users be of the cohort, and says which', async () => {
    const headers: unknown[] = [];
    server.on('request', (request) => headers.push(request.headers['x-beta']));
    const cohort = { share: 20, path: '/orders', headers: { 'x-beta': 'yes' } };
    const load = start((server.address() as AddressInfo).port, { cohort });
    await told(load, 50);
    const { requests } = await load.stop();
    expect(requests.filter(({ isCohort }) => isCohort)).toHaveLength(Math.floor(requests.length / 5));
    expect(headers.filter((value) => value === 'yes')).toHaveLength(Math.floor(requests.length / 5));
  });

  it('logs requests that nobody answered, with the reason', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const load = start(port);
    await told(load, 5);
    const { requests } = await load.stop();
    expect(requests[0]).toMatchObject({ status: 0, answeredBy: '', error: 'ECONNREFUSED' });
    expect(load.totals().failed).toBe(requests.length);
  });
});
