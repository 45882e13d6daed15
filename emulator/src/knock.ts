import type { Clock } from './clock.ts';
import type { Endpoint, EndpointFailure, VpcRequest } from './ports.ts';

/** In emulated time: a process counts as at work for `workMs`; one that still has not answered waits, and time may run on. */
export interface Patience {
  readonly timeoutMs: number;
  readonly workMs: number;
}

/** Looks once whether something answers, and with which status. Never rejects: a failure is a result. */
export async function knock(
  clock: Clock,
  endpoint: Endpoint | undefined,
  request: VpcRequest,
  { timeoutMs, workMs }: Patience,
): Promise<number | EndpointFailure | 'timed out'> {
  if (endpoint === undefined) return 'refused';
  const timeout = new AbortController();
  const cancelTimeout = clock.after(timeoutMs, () => timeout.abort());
  const rest = endpoint.hostPort === undefined ? () => undefined : workFor(clock, workMs);
  try {
    const outcome = await endpoint.knock(request, timeout.signal);
    return timeout.signal.aborted ? 'timed out' : outcome;
  } finally {
    cancelTimeout();
    rest();
  }
}

/** Whether something accepts connections. */
export async function reach(clock: Clock, endpoint: Endpoint): Promise<boolean> {
  const done = endpoint.hostPort === undefined ? () => undefined : clock.busy();
  return endpoint.accepts().finally(done);
}

function workFor(clock: Clock, workMs: number): () => void {
  const done = clock.busy();
  const cancel = clock.after(workMs, done);
  return () => {
    cancel();
    done();
  };
}
