/** What ends a release at once, whatever else is seen or not seen. */

import { alarmsIn } from '../alarms-in.ts';
import { targetGraceSeconds } from '../verdict.ts';
import { excessErrors } from './excess-errors.ts';
import { seen } from './is-unseen.ts';
import type { Look } from './look.ts';
import { whyPodsFail } from './pods.ts';

type Rule = (look: Look) => string | null;

const alarmFires: Rule = ({ evidence }) => {
  const firing = alarmsIn('firing', seen(evidence.alarms));
  return firing ? `alarm fires: ${firing}` : null;
};

const somebodyElseSetsWeights: Rule = ({ evidence }) =>
  seen(evidence.weightsAgree) === false ? 'somebody else changed the weights of the listener rule' : null;

/** After a maintenance answer the load balancer begins to check its targets anew. */
const isBeingChecked = ({ inquiry, evidence, elapsedSeconds }: Look): boolean => {
  const { initial = 0, unused = 0 } = seen(evidence.targets)?.candidate ?? {};
  return inquiry.wasClosed && initial + unused > 0 && elapsedSeconds < targetGraceSeconds;
};

const noTargetLeft: Rule = (look) => {
  const targets = seen(look.evidence.targets);
  if (targets === undefined || targets.candidate.healthy > 0 || isBeingChecked(look)) return null;
  return `no healthy target carries the ${look.step.weight} % of users on the new version`;
};

const podsFail: Rule = ({ evidence }) => {
  const pods = seen(evidence.pods);
  return pods === undefined ? null : whyPodsFail(pods);
};

const moreErrors: Rule = ({ comparison }) =>
  comparison?.errors.answer === 'worse' ? comparison.errors.sentence : null;

const slower: Rule = ({ comparison }) => (comparison?.latency?.answer === 'worse' ? comparison.latency.sentence : null);

const budgetSpent: Rule = ({ inquiry: { terms }, evidence }) => {
  const traffic = seen(evidence.traffic);
  if (terms?.errorsAllowed === undefined || traffic === undefined) return null;
  const spent = excessErrors(traffic.minutes, terms.baseline);
  return spent > terms.errorsAllowed
    ? `it cost about ${Math.round(spent)} failed requests, more than the ${terms.errorsAllowed} that the error budget gives one release`
    : null;
};

const rules: readonly Rule[] = [
  alarmFires,
  somebodyElseSetsWeights,
  noTargetLeft,
  podsFail,
  moreErrors,
  slower,
  budgetSpent,
];

/** The first reason to go back, or null. */
export const whyBad = (look: Look): string | null =>
  rules.map((rule) => rule(look)).find((because) => because !== null) ?? null;
