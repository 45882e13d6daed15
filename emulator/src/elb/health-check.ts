import http from 'node:http';
import type { Clock } from '../clock.ts';
import type { Network } from '../ports.ts';
import type { TargetGroup } from './model.ts';
import type { CheckResult, Target } from './target.ts';
import { matchesCode } from './target-group-settings.ts';

/** Knocks once at a target as its group's settings say. Never rejects: a failure is a result. */
export type HealthCheck = (group: TargetGroup, target: Target) => Promise<CheckResult>;

/** A target is at work for this long; one that still has not answered is waiting, and emulated time may run on. */
const WORKING_MS = 1000;

/** Health checks by real HTTP requests; the timeout is emulated time. */
export function createHealthCheck(clock: Clock, network: Network): HealthCheck {
  return async ({ settings }, { address, port }) => {
    const checkPort = settings.healthCheckPort === 'traffic-port' ? port : Number(settings.healthCheckPort);
    const hostPort = network.resolve(address, checkPort);
    if (hostPort === undefined) return connectionFailed;
    const timeoutMs = settings.healthCheckTimeoutSeconds * 1000;
    const outcome = await knock(clock, { hostPort, path: settings.healthCheckPath, timeoutMs });
    if (outcome === 'timed out') return { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
    if (outcome === 'failed') return connectionFailed;
    if (matchesCode(settings.matcher, outcome)) return { passed: true };
    const description = `Health checks failed with these codes: [${outcome}]`;
    return { passed: false, reason: 'Target.ResponseCodeMismatch', description };
  };
}

const connectionFailed: CheckResult = {
  passed: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};

interface Knock {
  readonly hostPort: number;
  readonly path: string;
  readonly timeoutMs: number;
}

async function knock(clock: Clock, { hostPort, path, timeoutMs }: Knock): Promise<number | 'timed out' | 'failed'> {
  const { promise, resolve } = Promise.withResolvers<number | 'timed out' | 'failed'>();
  const headers = { 'user-agent': 'ELB-HealthChecker/2.0' };
  const request = http.get({ host: '127.0.0.1', port: hostPort, path, agent: false, headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  });
  request.on('error', () => resolve('failed'));
  const doneWorking = clock.busy();
  const cancelWaiting = clock.after(WORKING_MS, doneWorking);
  const cancelTimeout = clock.after(timeoutMs, () => resolve('timed out'));
  const outcome = await promise;
  cancelWaiting();
  cancelTimeout();
  doneWorking();
  if (outcome === 'timed out') request.destroy();
  return outcome;
}
