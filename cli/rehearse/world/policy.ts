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

/** What of the account a policy names, as it is called in the rehearsal. */
export interface LocalNames {
  readonly balancer: BalancerWorld;
  /** The full name of the migrator's image, if the policy has migrations. */
  readonly migrator: string | undefined;
}

/** The policy with the rehearsal's own listener rules, target groups and migrator: those it names are in its team's account. */
export function localPolicy(text: string, { balancer, migrator }: LocalNames): RegisteredPolicy {
  const written = parseDocument(text, { merge: true }).toJS() as { traffic: WrittenTraffic; migrations?: object };
  const { migrations } = written;
  const local = JSON.stringify({
    ...written,
    traffic: localTraffic(written.traffic, balancer),
    ...(migrations === undefined ? {} : { migrations: { ...migrations, image: migrator } }),
  });
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
