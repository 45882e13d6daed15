import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAdmin } from '../src/admin/admin.ts';
import { createFaults, type Faults } from '../src/faults.ts';
import { createRecorder, type Recorder } from '../src/recorder.ts';
import { stillClock } from './wire/stage.ts';

const cluster = {
  killPod: ({ name }: { name: string }) => {
    if (name === 'gone') throw new Error('pods "gone" not found');
    crashes.push(name);
  },
  failNode: async (name: string) => void crashes.push(`lost ${name}`),
  restoreNode: (name: string) => void crashes.push(`restored ${name}`),
  setIngressLag: (ms: number) => void crashes.push(`lag ${ms}`),
};

let recorder: Recorder;
let faults: Faults;
let crashes: unknown[];
let base: string;
let close: () => Promise<unknown>;

beforeEach(async () => {
  recorder = createRecorder();
  faults = createFaults(stillClock);
  crashes = [];
  const admin = createAdmin({
    clock: stillClock,
    timeScale: 60,
    recorder,
    faults,
    stack: () => ({ stackName: 'shop-dev', resources: [], outputs: { Url: 'x' } }),
    listeners: () => [{ port: 8080 }],
    requests: () => [],
    clusters: () => [{ name: 'shop' }],
    nodes: () => [{ cluster: 'shop', name: 'one', lost: false, pods: [] }],
    dropped: () => ({ events: [], invocations: [] }),
    logLines: (functionName) => [{ functionName, at: 0, text: 'hello' }],
    crashFunction: (...order) => void crashes.push(order),
    findCluster: (name) => (name === 'shop' ? cluster : undefined),
  });
  const server = createServer((request, response) => void admin(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_emulator/`;
  close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => close());

const call = (caller: string, at: number, input: unknown = {}) =>
  recorder.record({ at, caller, service: 'states', operation: 'StartExecution', input, durationMs: 1 });
const get = async (path: string) => (await fetch(base + path)).json();
const post = (body: unknown, path = 'faults') => fetch(base + path, { method: 'POST', body: JSON.stringify(body) });

describe('the admin API', () => {
  it.each([
    ['health', { status: 'ok' }],
    ['clock', { now: 0, timeScale: 60 }],
    ['listeners', { listeners: [{ port: 8080 }] }],
    ['logs?functionName=work', { lines: [{ functionName: 'work', at: 0, text: 'hello' }] }],
    ['dropped', { events: [], invocations: [] }],
    ['cluster', { clusters: [{ name: 'shop' }] }],
    ['nodes', { nodes: [{ cluster: 'shop', name: 'one', lost: false, pods: [] }] }],
    ['stack', { stackName: 'shop-dev', resources: [], outputs: { Url: 'x' } }],
  ])('shows %s', async (path, expected) => {
    expect(await get(path)).toEqual(expected);
  });

  it('lists calls, all of them or by caller and time', async () => {
    call('roll-back', 100);
    call('operator', 200);
    call('roll-back', 300);
    expect(await get('calls')).toMatchObject({ calls: [{ at: 100 }, { at: 200 }, { at: 300 }] });
    expect(await get('calls?caller=roll-back&since=200')).toMatchObject({ calls: [{ at: 300 }] });
    await fetch(`${base}calls`, { method: 'DELETE' });
    expect(await get('calls')).toEqual({ calls: [] });
  });

  it('shows bytes of an input as base64', async () => {
    call('flip-flags', 1, { Content: new TextEncoder().encode('abc') });
    expect(await get('calls')).toMatchObject({ calls: [{ input: { Content: 'YWJj' } }] });
  });

  it('takes orders to break calls, shows and withdraws them', async () => {
    const order = { service: 'elasticloadbalancing', operation: 'ModifyRule', caller: 'shift-traffic', times: 2 };
    expect((await post({ ...order, kind: 'latency', ms: 1500 })).status).toBe(200);
    expect(faults.pending()).toEqual([{ target: order, fault: { kind: 'latency', ms: 1500 }, timesLeft: 2 }]);
    expect(await get('faults')).toMatchObject({ faults: [{ timesLeft: 2 }] });
    await fetch(`${base}faults`, { method: 'DELETE' });
    expect(faults.pending()).toEqual([]);
  });

  it.each<[unknown, string]>([
    [[], 'service is required'],
    [{ service: 'states' }, 'kind is required'],
    [
      { service: 'states', kind: 'explode' },
      "kind must be throttle, error, latency, crash or lostAnswer, and is 'explode'",
    ],
    [{ service: 'states', kind: 'latency' }, 'ms must be a whole number'],
    [{ service: 'states', kind: 'throttle', times: 0 }, 'times must be 1 or more'],
    [{ service: 'states', kind: 'throttle', operation: '' }, 'operation must be a text'],
    [{ service: 'states', kind: 'throttle', often: 3 }, 'unknown: often'],
  ])('refuses the fault order %j', async (body, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining(message) });
    expect(faults.pending()).toEqual([]);
  });

  it('takes orders to kill functions, pods and nodes, and to slow the Ingress controller down', async () => {
    await post({ functionName: 'work', afterMs: 20 }, 'function-crashes');
    await post({ cluster: 'shop', namespace: 'green', name: 'web-1' }, 'pod-crashes');
    await post({ cluster: 'shop', node: 'node-a' }, 'node-failures');
    await post({ cluster: 'shop', node: 'node-a' }, 'node-restorations');
    await post({ cluster: 'shop', ms: 30_000 }, 'ingress-lag');
    expect(crashes).toEqual([['work', 20], 'web-1', 'lost node-a', 'restored node-a', 'lag 30000']);
  });

  it.each<[string, unknown, string]>([
    ['function-crashes', { afterMs: 20 }, 'functionName is required'],
    ['pod-crashes', { cluster: 'shop', namespace: 'green', name: 'gone' }, 'pods "gone" not found'],
    ['node-failures', { cluster: 'other', node: 'node-a' }, "there is no cluster 'other'"],
  ])('refuses %s of what is not there', async (path, body, message) => {
    const answer = await post(body, path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining(message) });
  });

  it('says what is wrong with a question', async () => {
    expect(await get('calls?since=yesterday')).toMatchObject({ error: expect.stringContaining('since must be') });
    expect(await get('calls?who=me')).toMatchObject({ error: expect.stringContaining("unknown parameter 'who'") });
    expect(await get('nothing')).toMatchObject({ error: expect.stringContaining('GET calls') });
  });
});
