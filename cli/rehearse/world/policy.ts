import { parseDocument } from 'yaml';
import type { Policy } from '../../../src/contracts/policy.ts';
import { readPolicyFile } from '../../../src/contracts/policy-file.ts';
import type { LoadBalancerWorld } from './load-balancer.ts';

/** A policy as it is registered: what functions read, and the text that is kept. */
export interface RegisteredPolicy {
  readonly policy: Policy;
  readonly text: string;
}

/** The policy with the rehearsal's own listener rule and target groups: those it names are in its team's account. */
export function localPolicy(text: string, { ruleArn, targetGroups }: LoadBalancerWorld): RegisteredPolicy {
  const written = parseDocument(text, { merge: true }).toJS() as { traffic: Record<string, unknown> };
  const local = JSON.stringify({ ...written, traffic: { ...written.traffic, listenerRule: ruleArn, targetGroups } });
  const reading = readPolicyFile('tidegate.yml', local);
  if (!reading.ok) throw new Error(`the policy with local ARNs no longer reads: ${JSON.stringify(reading.problems)}`);
  return { policy: reading.value, text: local };
}
