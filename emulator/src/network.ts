import type { Network } from './ports.ts';

interface Listener {
  readonly hostPort: number;
  readonly label: string | undefined;
}

/** An empty VPC. Attaching an address and port again replaces what stood there. */
export function createNetwork(): Network {
  const listeners = new Map<string, Listener>();
  return {
    attach(address, port, hostPort, label) {
      listeners.set(`${address}:${port}`, { hostPort, label });
    },
    detach(address, port) {
      listeners.delete(`${address}:${port}`);
    },
    resolve(address, port) {
      return listeners.get(`${address}:${port}`)?.hostPort;
    },
    labelOf(address, port) {
      return listeners.get(`${address}:${port}`)?.label;
    },
  };
}
