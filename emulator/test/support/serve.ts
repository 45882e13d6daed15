import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import { createRecorder, type Recorder } from '../../src/recorder.ts';
import type { AwsService, ForwardedService } from '../../src/service.ts';
import { createWire } from '../../src/wire/wire.ts';

/** Services on a port of 127.0.0.1, and the configuration with which any SDK client reaches them. */
export interface Served {
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  readonly recorder: Recorder;
  close(): Promise<void>;
}

/** Serves over the wire, without retries on the side of clients. */
export async function serve(clock: Clock, ...services: (AwsService | ForwardedService)[]): Promise<Served> {
  const recorder = createRecorder();
  const wire = createWire({ services, clock, recorder });
  const server = createServer((request, response) => void wire(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
      maxAttempts: 1,
    },
    recorder,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
