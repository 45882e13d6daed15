import type { Clock } from '../clock.ts';
import { knock } from '../knock.ts';
import type { Network } from '../ports.ts';
import type { TargetGroup } from './model.ts';
import type { CheckResult, Target } from './target.ts';
import { matchesCode } from './target-group-settings.ts';

/** Knocks once at a target as its group's settings say. Never rejects: a failure is a result. */
export type HealthCheck = (group: TargetGroup, target: Target) => Promise<CheckResult>;

/** A process is at work for this long; one that still has not answered is waiting, and emulated time may run on. */
const WORKING_MS = 1000;

/** Health checks by HTTP requests in the VPC; the timeout is emulated time. */
export function createHealthCheck(clock: Clock, network: Network): HealthCheck {
  return async ({ settings }, { address, port }) => {
    const checkPort = settings.healthCheckPort === 'traffic-port' ? port : Number(settings.healthCheckPort);
    const request = { method: 'GET', path: settings.healthCheckPath, headers };
    const patience = { timeoutMs: settings.healthCheckTimeoutSeconds * 1000, workMs: WORKING_MS };
    const outcome = await knock(clock, network.at(address, checkPort), request, patience);
    if (outcome === 'timed out') return { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
    if (typeof outcome === 'string') return connectionFailed;
    if (matchesCode(settings.matcher, outcome)) return { passed: true };
    const description = `Health checks failed with these codes: [${outcome}]`;
    return { passed: false, reason: 'Target.ResponseCodeMismatch', description };
  };
}

const headers = { 'user-agent': 'ELB-HealthChecker/2.0' };

const connectionFailed: CheckResult = {
  passed: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
