import type { Agent } from 'node:http';
import type { Clock } from './clock.ts';
import { forkRandom } from './fork-random.ts';
import { IN_PROCESS_HOST } from './in-process/host-name.ts';
import { MemoryAgent } from './in-process/memory-agent.ts';
import { type Latency, MemoryNetwork } from './in-process/memory-network.ts';
import { type LocalServer, listenLocally } from './local-server.ts';
import { createClock } from './scaled-clock.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { HttpHandler } from './wire/wire.ts';

/** How a cloud is reached and by which clock it runs. */
export interface TransportOptions {
  /**
   * `sockets`, the default: functions and pods are child processes, everything speaks HTTP on 127.0.0.1. `inProcess`: no
   * sockets, no child processes, no real timers; all of it happens in this process, in virtual time, and one seed gives one run.
   */
  readonly transport?: 'sockets' | 'inProcess';
  /** Emulated per real time while nothing works; 1 by default, Infinity for virtual time. In process, time is always virtual. */
  readonly timeScale?: number;
  /** Emulated epoch milliseconds at which the cloud begins: the real present, or in process a Monday morning of January 2026. */
  readonly startMs?: number;
  /** In process: how long a piece of a message takes each way; 1 to 10 ms by default. */
  readonly latency?: Latency;
  /** On 127.0.0.1; any free one by default. */
  readonly port?: number;
}

/** What `TransportOptions` come to. */
export interface Transport {
  readonly clock: Clock;
  readonly timeScale: number;
  /** In process: where services listen. */
  readonly memory?: MemoryNetwork;
  /** In process: what SDK clients outside of the functions need to get through. */
  readonly httpAgent?: Agent;
  listen(handler: HttpHandler, onDefect: (error: unknown) => void): Promise<LocalServer>;
}

/** Makes the clock, and the network when it is one in memory; nothing listens yet. */
export function createTransport(options: TransportOptions, random: () => number): Transport {
  return options.transport === 'inProcess' ? inProcess(options, random) : sockets(options);
}

function sockets({ timeScale = 1, startMs, port = 0 }: TransportOptions): Transport {
  return {
    clock: createClock({ scale: timeScale, ...(startMs === undefined ? {} : { start: startMs }) }),
    timeScale,
    listen: (handler, onDefect) => listenLocally(handler, port, onDefect),
  };
}

function inProcess({ startMs, latency }: TransportOptions, random: () => number): Transport {
  const clock = createVirtualClock(startMs);
  const memory = new MemoryNetwork({ clock, random: forkRandom(random), latency });
  return {
    clock,
    timeScale: Infinity,
    memory,
    httpAgent: new MemoryAgent(memory),
    async listen(handler, onDefect) {
      return memory.listen(`http://${IN_PROCESS_HOST}`, (request, response) => {
        handler(request, response).catch((error: unknown) => {
          onDefect(error);
          response.destroy();
        });
      });
    },
  };
}
