import type { TargetGroupFacts } from '../../ports/inspection/load-balancing-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { setAttribute } from './patch.ts';
import { always, type Rules } from './rule.ts';
import { environmentsOf, groupName, groupsOf, ofStable, replicasOf } from './seen.ts';

const recreated = (name: string, fields: string): string =>
  `# ${name} cannot be changed after creation: create another target group, and name it in tidegate.yml\naws elbv2 create-target-group ${fields}`;

const noticedAfter = ({ healthCheck }: TargetGroupFacts): number =>
  healthCheck.intervalSeconds * healthCheck.unhealthyThreshold + healthCheck.timeoutSeconds;

const comparable = ({ protocol, protocolVersion, healthCheck, attributes }: TargetGroupFacts) => ({
  ...{ protocol, protocolVersion, ...healthCheck },
  ...(attributes === undefined ? {} : { deregistrationDelaySeconds: attributes.deregistrationDelaySeconds }),
});

const differences = (one: TargetGroupFacts, other: TargetGroupFacts): readonly string[] => {
  const [here, there] = [comparable(one), comparable(other)] as readonly Record<string, unknown>[];
  return Object.keys(here ?? {}).filter((key) => there?.[key] !== undefined && here?.[key] !== there[key]);
};

const likeThat = ({ healthCheck }: TargetGroupFacts, { arn }: TargetGroupFacts): string =>
  [
    `aws elbv2 modify-target-group --target-group-arn ${arn} --health-check-path ${healthCheck.path}`,
    `--health-check-interval-seconds ${healthCheck.intervalSeconds} --health-check-timeout-seconds ${healthCheck.timeoutSeconds}`,
    `--healthy-threshold-count ${healthCheck.healthyThreshold} --unhealthy-threshold-count ${healthCheck.unhealthyThreshold}`,
  ].join(' ');

/** Targets that a load balancer may have: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const targetQuota = 1000;

const targetsOf = (facts: PreflightFacts, replicas: number): number => replicas * environmentsOf(facts).length;

/** The target groups themselves. */
export const targetGroupRules: Rules<
  | 'target-group-missing'
  | 'target-type'
  | 'target-protocol'
  | 'target-groups-differ'
  | 'target-quota'
  | 'health-check-slow'
> = {
  'target-group-missing': {
    severity: always('error'),
    title: 'A target group does not exist.',
    why: 'There is nothing to send users to.',
    remedy: 'Create it, or name the right one in tidegate.yml.',
    find: (facts) =>
      environmentsOf(facts)
        .filter(({ group }) => group === null)
        .map(({ targetGroup, namespace }) => ({
          where: groupName(targetGroup),
          what: `${targetGroup} does not exist`,
          patch: `aws elbv2 create-target-group --name ${namespace} --target-type ip --protocol HTTP --port 8080 --vpc-id <vpc>`,
        })),
  },
  'target-type': {
    severity: { beside: 'error', downtime: 'warning', inPlace: 'warning' },
    title: 'A target group is not of type ip.',
    why: 'Its targets are nodes, not pods: a healthy target says nothing about a version, nodes pass requests on to pods that stop, and readiness gates do nothing.',
    remedy: 'Use a target group of type ip.',
    find: (facts) =>
      groupsOf(facts)
        .filter(({ targetType }) => targetType !== 'ip')
        .map(({ arn, targetType, protocol }) => ({
          where: groupName(arn),
          what: `its targets are of type ${targetType}`,
          patch: recreated(
            'the type',
            `--name <name> --target-type ip --protocol ${protocol} --port 8080 --vpc-id <vpc>`,
          ),
        })),
  },
  'target-protocol': {
    severity: always('error'),
    title: 'A target group does not speak HTTP.',
    why: 'An Application Load Balancer forwards only to HTTP and HTTPS target groups: the rule refuses this one.',
    remedy: 'Use a target group with protocol HTTP or HTTPS.',
    find: (facts) =>
      groupsOf(facts)
        .filter(({ protocol }) => protocol !== 'HTTP' && protocol !== 'HTTPS')
        .map(({ arn, protocol }) => ({
          where: groupName(arn),
          what: `its protocol is ${protocol}`,
          patch: recreated('the protocol', '--name <name> --target-type ip --protocol HTTP --port 8080 --vpc-id <vpc>'),
        })),
  },
  'target-groups-differ': {
    severity: { beside: 'warning' },
    title: 'The two target groups differ.',
    why: 'The same pod is healthy in one and unhealthy in the other: users are moved to targets that fall out again, and the comparison of versions compares settings.',
    remedy: 'Give both the same protocol, health check and deregistration delay.',
    find: (facts) => {
      const [stable, candidate] = groupsOf(facts);
      const different = stable && candidate ? differences(stable, candidate) : [];
      if (!stable || !candidate || different.length === 0) return [];
      const where = groupName(candidate.arn);
      const what = `its ${different.join(', ')} ${different.length === 1 ? 'is' : 'are'} not that of ${groupName(stable.arn)}`;
      const delay = stable.attributes?.deregistrationDelaySeconds;
      const set =
        delay === undefined ? [] : [setAttribute(candidate.arn, 'deregistration_delay.timeout_seconds', delay)];
      return [{ where, what, patch: [likeThat(stable, candidate), ...set].join('\n') }];
    },
  },
  'target-quota': {
    severity: { beside: 'warning', inPlace: 'warning' },
    title: 'The load balancer’s quota of targets is too small for both versions.',
    why: 'Pods beyond the quota are never registered; the controller stops updating the group, and stale targets get requests.',
    remedy: 'Raise the quota of targets per load balancer.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const needed = targetsOf(facts, replicasOf(deployment));
        if (needed <= targetQuota) return [];
        const patch = `# in Service Quotas, Elastic Load Balancing: raise "Targets per Application Load Balancer" to ${needed}`;
        const what = `the release needs ${needed} targets; a load balancer has ${targetQuota} unless the quota was raised`;
        return [{ where: groupName(facts.inspected.stable.targetGroup), what, patch }];
      }),
  },
  'health-check-slow': {
    severity: always('warning'),
    title: 'The load balancer notices a broken target too late.',
    why: 'It goes on sending requests to a pod or node that is gone until its health check has failed often enough.',
    remedy: 'Let interval × unhealthy threshold + timeout fit the budget.',
    find: (facts) =>
      groupsOf(facts)
        .filter((group) => noticedAfter(group) > facts.noticeWithinSeconds)
        .map((group) => ({
          where: groupName(group.arn),
          what: `a broken target is noticed after ${noticedAfter(group)} s; the budget is ${facts.noticeWithinSeconds} s`,
          patch: `aws elbv2 modify-target-group --target-group-arn ${group.arn} --health-check-interval-seconds 5 --health-check-timeout-seconds 4 --unhealthy-threshold-count 2`,
        })),
  },
};
