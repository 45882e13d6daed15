import type { Clock } from '../../clock.ts';
import { knock, reach } from '../../knock.ts';
import type { Endpoint } from '../../ports.ts';
import type { Handler, HttpGet, IntOrString, Probe } from '../objects/pod.ts';

/** What came of one look: `output` says why it failed, in the kubelet's words. */
export type ProbeResult = { readonly ok: true } | { readonly ok: false; readonly output: string };

/** Where probes of a container go. */
export interface ProbeTarget {
  readonly clock: Clock;
  readonly random: () => number;
  /** What listens on a container port, by number or name. */
  readonly endpoint: (port: IntOrString) => Endpoint | undefined;
  /** Runs a command in the container's environment. */
  readonly exec: (command: readonly string[], signal: AbortSignal) => Promise<ProbeResult>;
}

const refused = { ok: false, output: 'connect: connection refused' } as const;

/** Looks once, over HTTP, TCP or by a command, within the probe's timeout in emulated time. */
export async function look(target: ProbeTarget, handler: Handler, timeoutSeconds: number): Promise<ProbeResult> {
  const { exec, httpGet, tcpSocket } = handler;
  if (exec !== undefined) return execute(target, exec.command ?? [], timeoutSeconds);
  const port = httpGet?.port ?? tcpSocket?.port;
  const endpoint = port === undefined ? undefined : target.endpoint(port);
  if (endpoint === undefined) return refused;
  if (httpGet !== undefined) return get(target.clock, endpoint, httpGet, timeoutSeconds);
  return (await reach(target.clock, endpoint)) ? { ok: true } : refused;
}

async function execute({ clock, exec }: ProbeTarget, command: readonly string[], timeoutSeconds: number) {
  const timeout = new AbortController();
  const cancel = clock.after(timeoutSeconds * 1000, () => timeout.abort());
  try {
    return await exec(command, timeout.signal);
  } finally {
    cancel();
  }
}

async function get(
  clock: Clock,
  endpoint: Endpoint,
  { path = '/', httpHeaders = [] }: HttpGet,
  timeoutSeconds: number,
): Promise<ProbeResult> {
  const given = Object.fromEntries(httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
  const request = { method: 'GET', path, headers: { 'user-agent': 'kube-probe/1.36', ...given } };
  const timeoutMs = timeoutSeconds * 1000;
  const outcome = await knock(clock, endpoint, request, { timeoutMs, workMs: timeoutMs });
  if (typeof outcome === 'string') return { ok: false, output: `Get "http://${path}": ${failureTexts[outcome]}` };
  if (outcome >= 200 && outcome < 400) return { ok: true };
  return { ok: false, output: `HTTP probe failed with statuscode: ${outcome}` };
}

const failureTexts = {
  refused: 'connect: connection refused',
  broken: 'EOF',
  'timed out': 'context deadline exceeded',
};

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
