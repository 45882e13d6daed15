import type http from 'node:http';
import type net from 'node:net';
import type { MemoryNetwork } from '../../in-process/memory-network.ts';
import type { MemorySocket } from '../../in-process/memory-socket.ts';
import type { Life } from './life.ts';
import { forbidden, type Members, withReplaced } from './stand-in.ts';

interface Target {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly agent?: unknown;
}
type AgentClass = new (options?: object) => http.Agent;
interface HttpModule {
  readonly Agent: AgentClass;
  readonly request: (...args: unknown[]) => http.ClientRequest;
}

/** A function's connections, all of them in memory, and the modules of Node's that open them. */
export class SandboxSockets {
  readonly #network: Pick<MemoryNetwork, 'dial'>;
  readonly #life: Pick<Life, 'alive' | 'run'>;
  readonly #open = new Set<MemorySocket>();

  constructor(network: Pick<MemoryNetwork, 'dial'>, life: Pick<Life, 'alive' | 'run'>) {
    this.#network = network;
    this.#life = life;
  }

  /** The process is gone: nothing more is sent or heard. */
  sever(): void {
    for (const socket of this.#open) socket.sever();
    this.#open.clear();
  }

  /** Closes all connections, so that whoever holds them hears of it. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }

  /** `node:net` or `node:tls`. */
  socketModule(module: object, encrypted: boolean): Members {
    const connect = (...args: unknown[]) => this.#connect(args, encrypted);
    const createServer = forbidden(encrypted ? 'tls' : 'net', 'createServer');
    const Socket = encrypted ? {} : { Socket: unconnectable(module as typeof net) };
    return withReplaced(module, {
      connect,
      createServer,
      ...Socket,
      ...(encrypted ? {} : { createConnection: connect }),
    });
  }

  /** `node:http` or `node:https`. */
  httpModule(module: object, encrypted: boolean): Members {
    const original = module as HttpModule;
    const dial = (target: Target) => this.#dial(target, encrypted);
    const Agent = class extends original.Agent {
      override createConnection(target: object): net.Socket {
        return dial(target) as never;
      }
    };
    const globalAgent = new Agent({ keepAlive: true });
    const request = (...args: unknown[]) => original.request(...withAgent(args, Agent, globalAgent));
    const get = (...args: unknown[]) => request(...args).end();
    const createServer = forbidden(encrypted ? 'https' : 'http', 'createServer');
    return withReplaced(module, { Agent, globalAgent, request, get, createServer });
  }

  #connect(args: unknown[], encrypted: boolean): MemorySocket {
    const [first, second] = args;
    const target = typeof first === 'object' && first !== null ? (first as Target) : hostAndPort(first, second);
    const socket = this.#dial(target, encrypted);
    const listener = args.at(-1);
    if (typeof listener === 'function') socket.once(encrypted ? 'secureConnect' : 'connect', () => listener());
    return socket;
  }

  #dial(target: Target, encrypted: boolean): MemorySocket {
    const { host = 'localhost', port = encrypted ? 443 : 80 } = target;
    const socket = this.#network.dial({ host, port: Number(port), encrypted, run: this.#life.run });
    if (!this.#life.alive) socket.sever();
    else this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }
}

function hostAndPort(port: unknown, host: unknown): Target {
  return { port: Number(port), ...(typeof host === 'string' ? { host } : {}) };
}

function unconnectable({ Socket }: typeof net): object {
  return class extends Socket {
    override connect(): never {
      return forbidden('net', 'Socket.connect')();
    }
  };
}

/** The arguments of `http.request`, sent through an agent of ours whatever agent they name. */
function withAgent(args: readonly unknown[], Agent: AgentClass, globalAgent: http.Agent): unknown[] {
  const index = args.findIndex((arg) => typeof arg === 'object' && arg !== null && !(arg instanceof URL));
  const given = (index < 0 ? {} : args[index]) as Target;
  const options = given.agent instanceof Agent ? given : { ...given, agent: globalAgent };
  if (index >= 0) return args.with(index, options);
  return [args[0], options, ...args.slice(1)];
}
