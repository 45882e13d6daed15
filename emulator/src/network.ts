import type { Endpoint, Network } from './ports.ts';

/** An empty VPC. */
export function createNetwork(): Network {
  const endpoints = new Map<string, Endpoint>();
  const silences = new Set<(address: string) => boolean>();
  return {
    attach: (address, port, endpoint) => void endpoints.set(`${address}:${port}`, endpoint),
    detach: (address, port) => void endpoints.delete(`${address}:${port}`),
    silence(reaches) {
      silences.add(reaches);
      return () => void silences.delete(reaches);
    },
    at(address, port) {
      for (const reaches of silences) if (reaches(address)) return silentEndpoint;
      return endpoints.get(`${address}:${port}`);
    },
  };
}

/** Packets to it are lost: an attempt ends only when the one who made it gives up. */
const silentEndpoint: Endpoint = {
  label: undefined,
  hostPort: undefined,
  silent: true,
  accepts: async () => false,
  knock: (_request, signal) => givenUp(signal),
  ask: (_request, signal) => givenUp(signal),
};

function givenUp(signal: AbortSignal): Promise<'broken'> {
  if (signal.aborted) return Promise.resolve('broken');
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('broken'), { once: true }));
}
