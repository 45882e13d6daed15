import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from '../clock.ts';
import type { LocalServer } from '../local-server.ts';
import { Departures } from './departures.ts';
import { IN_PROCESS_HOST } from './host-name.ts';
import { MemorySocket } from './memory-socket.ts';

/** How long what is sent at one instant takes, in emulated milliseconds. */
export interface Latency {
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface MemoryNetworkOptions {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly random: () => number;
  /** Each way; 1 to 10 ms by default. */
  readonly latency: Latency | undefined;
}

const LATENCY: Latency = { leastMs: 1, mostMs: 10 };

/** Where a client wants to go, and in which process it runs. */
export interface Call {
  readonly host: string;
  readonly port: number;
  readonly encrypted: boolean;
  readonly run: (task: () => void) => void;
}

/** Connections within this process: servers that listen on names instead of ports. TLS is only said, not done. */
export class MemoryNetwork {
  readonly #clock: MemoryNetworkOptions['clock'];
  readonly #departures: Departures;
  readonly #servers = new Map<string, Server>();
  readonly #connections = new Map<Server, Set<MemorySocket>>();

  constructor({ clock, random, latency: { leastMs, mostMs } = LATENCY }: MemoryNetworkOptions) {
    this.#clock = clock;
    this.#departures = new Departures(clock, () => leastMs + Math.floor(random() * (mostMs - leastMs + 1)));
  }

  /** Serves HTTP at `http://host` or `https://host`; throws when the name is taken. */
  listen(origin: string, listener: RequestListener): LocalServer {
    const { protocol, host } = new URL(origin);
    const address = `${host}:${protocol === 'https:' ? 443 : 80}`;
    if (this.#servers.has(address)) throw new Error(`something listens on ${address} already`);
    const clock = this.#clock;
    const server = createServer((request, response) => {
      response.setHeader('date', new Date(clock.now()).toUTCString());
      listener(request, response);
    });
    server.keepAliveTimeout = 0;
    this.#servers.set(address, server);
    this.#connections.set(server, new Set());
    return {
      endpoint: origin,
      close: async () => {
        this.#servers.delete(address);
        for (const socket of this.#connections.get(server) ?? []) socket.destroy();
        this.#connections.delete(server);
      },
    };
  }

  /** A connection whose `connect` comes soon; as with real sockets, a refusal comes as an error. */
  dial({ host, port, encrypted, run }: Call): MemorySocket {
    const carried = { clock: this.#clock, departures: this.#departures };
    const near = new MemorySocket({ ...carried, run, allowHalfOpen: false }, encrypted);
    near.connecting = true;
    const server = this.#serverAt(host, port);
    if (!server) {
      near.soon(() => near.destroy(refused(host, port)));
      return near;
    }
    const far = new MemorySocket({ ...carried, run: (task) => task(), allowHalfOpen: true }, encrypted);
    MemorySocket.join(near, far);
    this.#connections.get(server)?.add(far);
    far.once('close', () => this.#connections.get(server)?.delete(far));
    server.emit('connection', far);
    near.soon(() => {
      near.connecting = false;
      for (const event of encrypted ? ['connect', 'ready', 'secureConnect'] : ['connect', 'ready']) near.emit(event);
    });
    return near;
  }

  /** Names below the cloud's own lead there too, as DNS has it for the buckets of S3. */
  #serverAt(host: string, port: number): Server | undefined {
    const name = host.endsWith(`.${IN_PROCESS_HOST}`) ? IN_PROCESS_HOST : host;
    return this.#servers.get(`${host}:${port}`) ?? this.#servers.get(`${name}:${port}`);
  }
}

function refused(address: string, port: number): Error {
  const error = new Error(`connect ECONNREFUSED ${address}:${port}`);
  return Object.assign(error, { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address, port });
}
