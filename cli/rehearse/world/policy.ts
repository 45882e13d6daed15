import { parseDocument } from 'yaml';
import type { Policy } from '../../../src/contracts/policy.ts';
import { readPolicyFile } from '../../../src/contracts/policy-file.ts';
import type { BalancerWorld } from './balancer.ts';

/** A policy as it is registered: what functions read, and the text that is kept. */
export interface RegisteredPolicy {
  readonly policy: Policy;
  readonly text: string;
}

type WrittenTraffic = Readonly<Record<string, unknown>>;

/** The policy with the rehearsal's own listener rules and target groups: those it names are in its team's account. */
export function localPolicy(text: string, balancer: BalancerWorld): RegisteredPolicy {
  const written = parseDocument(text, { merge: true }).toJS() as { traffic: WrittenTraffic };
  const local = JSON.stringify({ ...written, traffic: localTraffic(written.traffic, balancer) });
  const reading = readPolicyFile('tidegate.yml', local);
  if (!reading.ok) throw new Error(`the policy with local ARNs no longer reads: ${JSON.stringify(reading.problems)}`);
  return { policy: reading.value, text: local };
}

function localTraffic(
  written: WrittenTraffic,
  { ruleArn, cohortRuleArn, targetGroups }: BalancerWorld,
): WrittenTraffic {
  const main = written['ingress'] === undefined ? { listenerRule: ruleArn, targetGroups } : {};
  const cohort = written['cohort'] as object | undefined;
  return {
    ...written,
    ...main,
    ...(cohort === undefined ? {} : { cohort: { ...cohort, listenerRule: cohortRuleArn } }),
  };
}
