import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { createClusters } from '../../../src/kubernetes/clusters.ts';
import { createNetwork } from '../../../src/network.ts';
import { createClock } from '../../../src/scaled-clock.ts';
import { seededRandom } from '../../../src/seeded-random.ts';

/** One answer of an API server. `body` is parsed JSON, or the text when it is none. */
export interface Answer {
  readonly status: number;
  readonly warnings: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly body: any;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly token?: string;
  readonly accept?: string;
}

/** An API server to hold to the contract: the emulated one, or a real one when KUBE_CONTRACT names its JSON description. */
export interface ContractServer {
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** The lines of a watch: each call waits for the next one. */
  watch(path: string, query?: Readonly<Record<string, string>>): Promise<WatchStream>;
  close(): Promise<void>;
}

export interface WatchStream {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of many kinds.
  next(): Promise<{ readonly type: string; readonly object: any }>;
  end(): void;
}

interface Access {
  readonly server: string;
  readonly token: string;
  readonly ca: string;
  close(): Promise<void>;
}

/** KUBE_CONTRACT is a JSON file with `server`, `token` and `caFile` of a real kube-apiserver. */
export async function openContractServer(): Promise<ContractServer> {
  const file = process.env['KUBE_CONTRACT'];
  const access = file === undefined ? await emulated() : real(file);
  const dispatcher = new Agent({ connect: { ca: access.ca } });
  const send = (method: string, path: string, body: unknown, { query = {}, type, token, accept }: CallOptions) =>
    request(`${access.server}${path}`, {
      method: method as 'GET',
      dispatcher,
      query: { ...query },
      headers: {
        authorization: `Bearer ${token ?? access.token}`,
        accept: accept ?? 'application/json',
        'user-agent': 'contract/1',
        ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    async call(method, path, body, options = {}) {
      const answer = await send(method, path, body, options);
      const text = await answer.body.text();
      const warnings = [answer.headers['warning'] ?? []].flat();
      return { status: answer.statusCode, warnings, body: parsed(text) };
    },
    async watch(path, query = {}) {
      const answer = await send('GET', path, undefined, { query: { ...query, watch: 'true' } });
      return streamOf(answer.body);
    },
    async close() {
      await dispatcher.destroy();
      await access.close();
    },
  };
}

function parsed(text: string): unknown {
  return /^\s*[{[]/.test(text) ? JSON.parse(text) : text;
}

function streamOf(body: AsyncIterable<Buffer> & { destroy(): void }): WatchStream {
  const lines = linesOf(body);
  return {
    async next() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The watch has ended.');
      return JSON.parse(value);
    },
    end: () => body.destroy(),
  };
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function real(file: string): Access {
  const { server, token, caFile } = JSON.parse(readFileSync(file, 'utf8'));
  return { server, token, ca: readFileSync(caFile, 'utf8'), close: async () => undefined };
}

async function emulated(): Promise<Access> {
  const clock = createClock({ scale: Number.POSITIVE_INFINITY });
  const clusters = createClusters(
    { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(1) },
    {
      network: createNetwork(),
      registrar: { register: () => undefined, deregister: () => undefined, health: () => 'healthy' },
      registry: { pull: () => undefined },
    },
  );
  const { endpoint, token, caData } = await clusters.create('contract');
  const close = async () => {
    await clusters.close();
    clock.close();
  };
  return { server: endpoint, token, ca: Buffer.from(caData, 'base64').toString(), close };
}
