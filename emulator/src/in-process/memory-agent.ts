import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { MemoryNetwork } from './memory-network.ts';

/** What gives HTTP clients outside of the emulated functions their connections in memory. */
export class MemoryAgent extends Agent {
  readonly #network: MemoryNetwork;

  constructor(network: MemoryNetwork) {
    super({ keepAlive: true });
    this.#network = network;
  }

  override createConnection({ host, port }: { host?: string | null; port?: string | number | null }): Socket {
    const target = { host: host ?? 'localhost', port: Number(port ?? 80), encrypted: false };
    return this.#network.dial({ ...target, run: (task) => task() }) as unknown as Socket;
  }
}
