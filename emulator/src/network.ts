import type { Endpoint, Network } from './ports.ts';

/** An empty VPC. */
export function createNetwork(): Network {
  const endpoints = new Map<string, Endpoint>();
  return {
    attach: (address, port, endpoint) => void endpoints.set(`${address}:${port}`, endpoint),
    detach: (address, port) => void endpoints.delete(`${address}:${port}`),
    at: (address, port) => endpoints.get(`${address}:${port}`),
  };
}
