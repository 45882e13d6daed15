import type { ServiceFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlApply, setAttribute } from './patch.ts';
import { gateLabel } from './rollout.ts';
import { always, type Found, type Rules } from './rule.ts';
import { environmentsOf, groupName, groupsOf, objectName } from './seen.ts';

const bindingFor = ({ inspected: { stable } }: PreflightFacts, { metadata, spec }: ServiceFacts): string =>
  kubectlApply(stable.namespace, [
    'apiVersion: elbv2.k8s.aws/v1beta1',
    'kind: TargetGroupBinding',
    `metadata: { name: ${metadata.name} }`,
    'spec:',
    `  serviceRef: { name: ${metadata.name}, port: ${spec.ports?.[0]?.port ?? 80} }`,
    `  targetGroupARN: ${stable.targetGroup}`,
    '  targetType: ip',
  ]);

const ruleFound = (facts: PreflightFacts, what: string, patch: string): readonly Found[] => [
  { where: `listener rule ${facts.inspected.listenerRule}`, what, patch },
];

const modifyRule = ({ inspected: { listenerRule, stable, candidate } }: PreflightFacts): string => {
  const weights = [...new Set([stable.targetGroup, candidate.targetGroup])].map((arn, i) => ({
    ...{ TargetGroupArn: arn, Weight: i === 0 ? 100 : 0 },
  }));
  const config = { TargetGroups: weights, TargetGroupStickinessConfig: { Enabled: false } };
  const actions = JSON.stringify([{ Type: 'forward', ForwardConfig: config }]);
  return `aws elbv2 modify-rule --rule-arn ${listenerRule} --actions '${actions}'`;
};

/** The listener rule, and what joins pods to its target groups. */
export const trafficRules: Rules<
  | 'binding-missing'
  | 'readiness-gate-missing'
  | 'target-group-detached'
  | 'target-group-elsewhere'
  | 'target-group-sticky'
  | 'rule-sticky'
  | 'rule-owned-by-controller'
  | 'drain-too-short'
> = {
  'binding-missing': {
    severity: { beside: 'error' },
    title: 'No TargetGroupBinding joins the Service to its target group.',
    why: 'The candidate is made like stable: without a binding its pods never become targets, and the release waits in vain.',
    remedy: 'Bind the Service to the target group by its ARN (a binding by name is not seen).',
    find: (facts) => {
      const { bindings, services = [] } = facts.k8s.stable;
      const [service] = services;
      if (facts.inspected.throughIngress || bindings === undefined || bindings.length > 0 || !service) return [];
      const what = `no TargetGroupBinding joins it to ${groupName(facts.inspected.stable.targetGroup)} by ARN`;
      return [{ where: objectName('Service', service.metadata), what, patch: bindingFor(facts, service) }];
    },
  },
  'readiness-gate-missing': {
    severity: always('warning'),
    title: 'A namespace injects no readiness gates.',
    why: 'Pods count as ready before the load balancer has found them healthy, so Kubernetes takes old ones away too early: 503s in rollouts and node drains.',
    remedy: 'Label the namespace; pods that start from then on get the gate.',
    find: (facts) =>
      environmentsOf(facts)
        .filter(({ k8s }) => k8s.namespaceLabels !== undefined && k8s.namespaceLabels[gateLabel] !== 'enabled')
        .filter(({ namespace }, i, all) => all.findIndex((other) => other.namespace === namespace) === i)
        .map(({ namespace }) => ({
          where: `Namespace ${namespace}`,
          what: `it has no label ${gateLabel}=enabled`,
          patch: `kubectl label namespace ${namespace} ${gateLabel}=enabled`,
        })),
  },
  'target-group-detached': {
    severity: always('error'),
    title: 'The rule does not forward to stable’s target group.',
    why: 'Nobody knows where users are: weights would be moved between groups that they are not on.',
    remedy: 'Let the rule forward to the two target groups of the policy.',
    find: (facts) => {
      const { rule } = facts.aws;
      const { targetGroup } = facts.inspected.stable;
      if (rule === undefined || rule.targetGroups.includes(targetGroup)) return [];
      return ruleFound(facts, `it does not forward to ${groupName(targetGroup)}`, modifyRule(facts));
    },
  },
  'target-group-elsewhere': {
    severity: always('error'),
    title: 'A target group belongs to another load balancer.',
    why: 'A target group has one load balancer: the rule refuses to forward to it.',
    remedy: 'Use a target group of its own, or take it off the other load balancer.',
    find: (facts) =>
      groupsOf(facts).flatMap(({ arn, loadBalancers }) => {
        const other = loadBalancers.find((one) => one !== facts.aws.rule?.loadBalancer);
        if (facts.aws.rule === undefined || other === undefined) return [];
        const patch = `aws elbv2 describe-listeners --load-balancer-arn ${other}   # find the rule that forwards to it, and change that`;
        return [{ where: groupName(arn), what: `it is attached to ${other}`, patch }];
      }),
  },
  'target-group-sticky': {
    severity: { beside: 'error', inPlace: 'warning' },
    title: 'A target group has stickiness on.',
    why: 'The load balancer refuses a rule without stickiness over sticky groups, and so the very action that a rollback needs; with stickiness, users would stay on a bad version.',
    remedy: 'Turn it off, and keep sessions outside the pods.',
    find: (facts) =>
      groupsOf(facts)
        .filter(({ attributes }) => attributes?.sticky === true)
        .map(({ arn }) => ({
          where: groupName(arn),
          what: 'stickiness.enabled is true',
          patch: setAttribute(arn, 'stickiness.enabled', 'false'),
        })),
  },
  'rule-sticky': {
    severity: { beside: 'error', inPlace: 'warning' },
    title: 'The rule has stickiness on.',
    why: 'A cookie overrides the weights: users stay on a version that was rolled back, and a retired one still gets requests.',
    remedy: 'Turn it off.',
    find: (facts) =>
      facts.aws.rule?.sticky === true
        ? ruleFound(facts, 'TargetGroupStickinessConfig is enabled', modifyRule(facts))
        : [],
  },
  'rule-owned-by-controller': {
    severity: { beside: 'error', downtime: 'error', inPlace: 'warning' },
    title: 'The AWS Load Balancer Controller owns the rule, its listener or its load balancer.',
    why: 'It sets everything back to what its Ingress says and deletes what it does not know: users are moved by nobody’s decision.',
    remedy:
      'Put the rule on a load balancer that the controller did not make, or release through the Ingress (traffic.ingress).',
    find: (facts) => {
      if (facts.inspected.throughIngress) return [];
      return (facts.aws.rule?.owned ?? []).flatMap(({ arn, tag }) =>
        ruleFound(
          facts,
          `${arn} has the controller’s tag ${tag}`,
          '# tidegate.yml\ntraffic:\n  ingress: { name: <Ingress>, action: <action> }   # in place of listenerRule',
        ),
      );
    },
  },
  'drain-too-short': {
    severity: { beside: 'warning' },
    title: 'The old version is retired before its target group has drained.',
    why: 'Connections that the load balancer would let finish are cut when the old pods go.',
    remedy: 'Set traffic.drain to at least the deregistration delay.',
    find: (facts) => {
      const group = facts.aws.targetGroups.stable;
      const delay = group?.attributes?.deregistrationDelaySeconds ?? 0;
      if (!group || delay <= facts.drainSeconds) return [];
      const what = `its deregistration delay is ${delay} s, traffic.drain is ${facts.drainSeconds} s`;
      return [{ where: groupName(group.arn), what, patch: `# tidegate.yml\ntraffic:\n  drain: ${delay}s` }];
    },
  },
};
