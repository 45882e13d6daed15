import { request } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { Handler, HttpGet, IntOrString, Probe } from '../objects/pod.ts';
import { accepts } from './host-port.ts';

/** What came of one look: `output` says why it failed, in the kubelet's words. */
export type ProbeResult = { readonly ok: true } | { readonly ok: false; readonly output: string };

/** Where probes of a container go. */
export interface ProbeTarget {
  readonly clock: Clock;
  readonly random: () => number;
  /** The port on 127.0.0.1 behind a container port, by number or name. */
  readonly hostPort: (port: IntOrString) => number | undefined;
  /** Runs a command in the container's environment; answers its exit code and output. */
  readonly exec: (command: readonly string[], signal: AbortSignal) => Promise<ProbeResult>;
}

const refused = { ok: false, output: 'connect: connection refused' } as const;

/** Looks once, really over HTTP or TCP, within the probe's timeout in emulated time. */
export async function look(target: ProbeTarget, handler: Handler, timeoutSeconds: number): Promise<ProbeResult> {
  const done = target.clock.busy();
  const timeout = new AbortController();
  const cancel = target.clock.after(timeoutSeconds * 1000, () => timeout.abort());
  try {
    return await handled(target, handler, timeout.signal);
  } finally {
    cancel();
    done();
  }
}

async function handled(target: ProbeTarget, handler: Handler, signal: AbortSignal): Promise<ProbeResult> {
  if (handler.exec !== undefined) return target.exec(handler.exec.command ?? [], signal);
  const port = handler.httpGet?.port ?? handler.tcpSocket?.port;
  const hostPort = port === undefined ? undefined : target.hostPort(port);
  if (hostPort === undefined) return refused;
  if (handler.httpGet !== undefined) return get(hostPort, handler.httpGet, signal);
  return (await accepts(hostPort)) ? { ok: true } : refused;
}

function get(port: number, { path = '/', httpHeaders = [] }: HttpGet, signal: AbortSignal): Promise<ProbeResult> {
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, agent: false, signal };
    const call = request({ ...options, headers: { 'user-agent': 'kube-probe/1.36', ...headers } }, (answer) => {
      answer.resume();
      const code = answer.statusCode ?? 0;
      const output = `HTTP probe failed with statuscode: ${code}`;
      resolve(code >= 200 && code < 400 ? { ok: true } : { ok: false, output });
    });
    call.once('error', (error) => resolve({ ok: false, output: `Get "http://${path}": ${error.message}` }));
    call.end();
  });
}

/** Tells when the probe's verdict changes; `failure` carries the last output. */
export interface ProbeListener {
  readonly passed: () => void;
  readonly failed: (output: string) => void;
  /** Every single look that failed. */
  readonly missed: (output: string) => void;
}

/**
 * Looks every period until aborted. As in the kubelet, whose ticks know nothing of the container's start, the first look comes
 * at a random point of the first period after the initial delay. Verdicts change after the thresholds of looks in a row.
 */
export async function runProbe(
  target: ProbeTarget,
  probe: Probe,
  listener: ProbeListener,
  signal: AbortSignal,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probe;
  const { successThreshold = 1, failureThreshold = 3 } = probe;
  let [successes, failures] = [0, 0];
  await target.clock.sleep((initialDelaySeconds + target.random() * periodSeconds) * 1000, signal);
  for (;;) {
    const result = await look(target, probe, timeoutSeconds);
    if (signal.aborted) return;
    successes = result.ok ? successes + 1 : 0;
    failures = result.ok ? 0 : failures + 1;
    if (!result.ok) listener.missed(result.output);
    if (successes === successThreshold) listener.passed();
    if (!result.ok && failures === failureThreshold) listener.failed(result.output);
    await target.clock.sleep(periodSeconds * 1000, signal);
  }
}
