import type { Finding, FindingId, Ways } from '../../contracts/preflight.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { autoscalingRules } from './autoscaling.ts';
import { capacityRules } from './capacity.ts';
import { disruptionRules } from './disruption.ts';
import { gitOpsRules } from './gitops.ts';
import { identityRules } from './identity.ts';
import { neighbourRules } from './neighbours.ts';
import { probeRules } from './probes.ts';
import { rolloutRules } from './rollout.ts';
import { type Rules, severityOf } from './rule.ts';
import { serviceRules } from './service.ts';
import { shutdownRules } from './shutdown.ts';
import { slotRules } from './slots.ts';
import { spreadRules } from './spread.ts';
import { targetGroupRules } from './target-groups.ts';
import { trafficRules } from './traffic.ts';
import { unseenRules } from './unseen.ts';

/** All questions of the preflight, by the finding they may lead to. */
export const preflightRules: Rules<FindingId> = {
  ...probeRules,
  ...shutdownRules,
  ...rolloutRules,
  ...spreadRules,
  ...disruptionRules,
  ...autoscalingRules,
  ...serviceRules,
  ...slotRules,
  ...trafficRules,
  ...targetGroupRules,
  ...capacityRules,
  ...neighbourRules,
  ...identityRules,
  ...gitOpsRules,
  ...unseenRules,
};

const ids = Object.keys(preflightRules) as readonly FindingId[];

/** What costs requests in releases that are done in these ways; errors first. */
export const findingsIn = (facts: PreflightFacts, ways: Ways): readonly Finding[] => {
  const findings = ids.flatMap((id): readonly Finding[] => {
    const rule = preflightRules[id];
    const severity = severityOf(rule, ways);
    if (severity === undefined) return [];
    return rule.find(facts, ways).map((found) => ({ id, severity, ...found, why: rule.why }));
  });
  return findings.toSorted((one, other) => rank(one) - rank(other));
};

const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);

/** A finding that the owner of a service lives with, and why. */
export interface Acceptance {
  readonly finding: string;
  readonly because: string;
}

/** What the owner of the service lives with becomes a warning that says why. */
export const applyAccepted = (findings: readonly Finding[], accepted: readonly Acceptance[]): readonly Finding[] =>
  findings
    .map((finding): Finding => {
      const because = accepted.find((one) => one.finding === finding.id)?.because;
      return because === undefined ? finding : { ...finding, severity: 'warning', acceptedBecause: because };
    })
    .toSorted((one, other) => rank(one) - rank(other));
