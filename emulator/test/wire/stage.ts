import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import { createRecorder } from '../../src/recorder.ts';
import type { AwsService, ForwardedService } from '../../src/service.ts';
import type { Intercept } from '../../src/wire/exchange.ts';
import { createWire } from '../../src/wire/wire.ts';

/** A clock that stands still, for tests in which no emulated time passes. */
export const stillClock: Clock = {
  now: () => 0,
  after: () => () => {},
  sleep: () => Promise.resolve(),
  busy: () => () => {},
  close: () => {},
};

/** Serves `services` on a free port; `config` is what an SDK client needs to reach them as `caller`. */
export async function serve(services: readonly (AwsService | ForwardedService)[], intercept?: Intercept) {
  const recorder = createRecorder();
  const defects: unknown[] = [];
  const handler = createWire({
    services,
    clock: stillClock,
    recorder,
    onDefect: (error) => void defects.push(error),
    ...(intercept ? { intercept } : {}),
  });
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = (caller = 'operator') => ({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: caller, secretAccessKey: 'secret' },
  });
  return {
    endpoint,
    config,
    recorder,
    defects,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A service of `operations` only; handlers may take and give anything. */
export function service(
  signingName: string,
  sdk: Readonly<Record<string, unknown>>,
  operations: Readonly<Record<string, (input: never) => unknown>>,
): AwsService {
  return { signingName, sdk, operations };
}
