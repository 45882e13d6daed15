import type { Policy } from '../contracts/policy.ts';
import type { Finding, Ways } from '../contracts/preflight.ts';
import type { Site } from '../contracts/site.ts';
import { applyAccepted, findingsIn } from '../domain/preflight/findings.ts';
import type { Inspection } from '../ports/inspection.ts';
import { Refusal } from './refusal.ts';

/** What is examined: a service as its policy releases it, where it is now. */
export interface Examined {
  readonly policy: Pick<Policy, 'service' | 'traffic' | 'preflight'>;
  readonly site: Site;
  readonly ways: Ways;
}

/** A failure must be noticed within so long, by the probe of the pod and by the load balancer. */
const noticeWithinSeconds = 30;

/** Looks for everything that would cost requests in a release; errors first, what the policy accepts as warnings. */
export const preflight = async (
  { policy, site, ways }: Examined,
  inspection: Inspection,
): Promise<readonly Finding[]> => {
  const { cluster, container, listenerRule, stable, candidate } = site;
  const inspected = {
    ...{ service: policy.service, cluster, container, listenerRule, stable, candidate },
    throughIngress: site.ingress !== undefined,
  };
  const [k8s, aws] = await Promise.all([inspection.ofCluster(inspected), inspection.ofAws(inspected)]);
  const facts = { inspected, noticeWithinSeconds, drainSeconds: policy.traffic.drain, k8s, aws };
  return applyAccepted(findingsIn(facts, ways), policy.preflight.accept);
};

const mostTold = 3;

const sentenceOf = ({ id, where, what }: Finding): string => `${where}: ${what} (${id})`;

/** Why these findings refuse a release, in a sentence that names the first of them; null when they don't. */
export const whyRefused = (service: string, findings: readonly Finding[]): string | null => {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return null;
  const told = errors.slice(0, mostTold).map(sentenceOf).join('; ');
  const more = errors.length > mostTold ? `; and ${errors.length - mostTold} more` : '';
  return `this release would cost requests: ${told}${more}. Run \`tidegate doctor ${service}\` for the fix`;
};

/** What a release is warned of, one sentence each: findings that refuse nothing, and why the policy accepts them. */
export const warningsOf = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => {
      const accepted = finding.acceptedBecause === undefined ? '' : `, accepted: ${finding.acceptedBecause}`;
      return `${sentenceOf(finding)}${accepted}`;
    });

/** Throws a refusal when one of the findings is an error that the policy does not accept. */
export const refuseOnErrors = (service: string, findings: readonly Finding[]): void => {
  const why = whyRefused(service, findings);
  if (why !== null) throw new Refusal(why);
};
