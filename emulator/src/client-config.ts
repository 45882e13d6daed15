import type { Agent } from 'node:http';

/** Settings that every SDK client takes. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler?: { readonly httpAgent: Agent };
  readonly maxAttempts?: number;
}

/** Where the emulator is; `httpAgent` leads there when it is in memory. */
export interface Whereabouts {
  readonly endpoint: string;
  readonly region: string;
  readonly httpAgent?: Agent | undefined;
}

/**
 * How an SDK client reaches the emulator as `caller`, which is what its calls are recorded under. Connected in memory, a client
 * does not retry: its own timers are real ones, and time in memory does not wait for them.
 */
export function clientConfig({ endpoint, region, httpAgent }: Whereabouts, caller: string): ClientConfig {
  const credentials = { accessKeyId: caller, secretAccessKey: 'emulated' };
  return {
    endpoint,
    region,
    credentials,
    ...(httpAgent ? { requestHandler: { httpAgent }, maxAttempts: 1 } : {}),
  };
}
