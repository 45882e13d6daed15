import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/clock.ts';
import type { Api } from '../../src/kubernetes/api/api.ts';
import { proxied } from '../../src/kubernetes/http/backend-proxy.ts';
import { requestInfo } from '../../src/kubernetes/http/request-info.ts';
import { type ProgramEndpoint, programEndpoint } from '../../src/kubernetes/kubelet/program-endpoint.ts';
import { createNetwork } from '../../src/network.ts';
import { createVirtualClock } from '../../src/virtual-clock.ts';

let clock: Clock;
let endpoint: ProgramEndpoint;
const network = createNetwork();
const pod = { status: { podIP: '10.1.0.1' }, spec: { containers: [] } };
const api = { get: () => pod } as unknown as Api;

beforeEach(() => {
  clock = createVirtualClock();
  endpoint = programEndpoint({ clock, label: 'web:1', onError: () => undefined });
  network.attach('10.1.0.1', 8080, endpoint);
});
afterEach(() => clock.close());

function ask(method: string, path: string, body = '') {
  const url = new URL(`http://api/api/v1/namespaces/home/pods/web:8080/proxy${path}`);
  const info = requestInfo(method, url);
  if (info === undefined) throw new Error(`${url} is not a request for a resource`);
  const headers = { authorization: 'Bearer secret', accept: 'text/plain', 'x-odd': 'kept' };
  const request = Object.assign(Readable.from([Buffer.from(body)]), { method, headers }) as unknown as IncomingMessage;
  return proxied({ api, network, random: () => 0 }, info, request);
}

describe('a request through the API server to a program', () => {
  it('passes on method, path, query, headers and body, but no credentials', async () => {
    endpoint.open({
      handle: ({ method, path, headers, body }) => ({
        status: 201,
        headers: { 'content-type': 'text/x-smoke' },
        body: JSON.stringify({ method, path, headers, body: body?.toString() }),
      }),
    });
    const reply = await ask('POST', '/orders?dry=1', 'one book');
    expect(reply).toMatchObject({ code: 201, headers: { 'content-type': 'text/x-smoke' } });
    const seen = 'bytes' in reply ? JSON.parse(reply.bytes.toString()) : undefined;
    expect(seen).toEqual({
      method: 'POST',
      path: '/orders?dry=1',
      headers: { accept: 'text/plain', 'x-odd': 'kept', host: '10.1.0.1:8080' },
      body: 'one book',
    });
  });

  it('gets the answer when its emulated delay is over', async () => {
    endpoint.open({ handle: () => ({ status: 200, delayMs: 3_000 }) });
    const before = clock.now();
    await ask('GET', '/');
    expect(clock.now() - before).toBe(3_000);
  });

  it('fails as unavailable when nothing accepts connections', async () => {
    await expect(ask('GET', '/')).rejects.toMatchObject({ code: 503 });
    endpoint.open({ handle: () => ({ status: 200 }) });
    endpoint.close();
    await expect(ask('GET', '/')).rejects.toThrow('dial tcp 10.1.0.1:8080: connect: connection refused');
  });

  it('fails as unavailable when the program ends before it answers', async () => {
    endpoint.open({ handle: () => ({ status: 200, delayMs: 3_000 }) });
    clock.after(1_000, () => endpoint.close());
    await expect(ask('GET', '/')).rejects.toMatchObject({ code: 503 });
  });
});
