import type { Container, DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import { kubectlPatch, setAttribute } from './patch.ts';
import { always, type Found, type Rules } from './rule.ts';
import { objectName, ofContainer, ofStable } from './seen.ts';

/**
 * Load balancers go on sending requests to a pod for so long after it began to stop.
 * Measured in https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2366: 502s until 15 s after.
 */
export const lingerSeconds = 15;
const defaultGraceSeconds = 30;
type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** The seconds of a `sleep` hook, or of `sleep N` as a command, also in a shell; null when there is no hook, undefined for any other. */
const preStopSeconds = ({ lifecycle }: Container): number | null | undefined => {
  const hook = lifecycle?.preStop;
  if (hook === undefined) return null;
  if (hook.sleep !== undefined) return hook.sleep.seconds;
  const [, seconds] = /(?:^|[\s/;&])sleep (\d+(?:\.\d+)?)s?\b/.exec((hook.exec?.command ?? []).join(' ')) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
};

const graceOf = ({ spec }: DeploymentFacts): number =>
  spec.template.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;

/** A hook has one handler: the one that was there goes, or the API server refuses the patch. */
const sleeping = ({ exec, httpGet }: Hook = {}) => ({
  ...(exec === undefined ? {} : { exec: null }),
  ...(httpGet === undefined ? {} : { httpGet: null }),
  sleep: { seconds: lingerSeconds },
});

const sleepFirst = ({ name, lifecycle }: Container, grace: number) => ({
  spec: {
    template: {
      spec: {
        terminationGracePeriodSeconds: Math.max(grace, lingerSeconds + defaultGraceSeconds),
        containers: [{ name, lifecycle: { preStop: sleeping(lifecycle?.preStop) } }],
      },
    },
  },
});

const asDeployment = (deployment: DeploymentFacts, what: string, fields: object): Found => ({
  where: objectName('Deployment', deployment.metadata),
  what,
  patch: kubectlPatch('deployment', deployment.metadata, fields),
});

/** How pods go away without taking requests with them. */
export const shutdownRules: Rules<
  'pre-stop-missing' | 'pre-stop-short' | 'grace-too-short' | 'grace-shorter-than-drain'
> = {
  'pre-stop-missing': {
    severity: { inPlace: 'error', beside: 'warning', downtime: 'warning' },
    title: 'Pods stop at once: there is no preStop hook.',
    why: `A stopping pod closes its socket at once, but the load balancer sends it requests for up to ${lingerSeconds} s more: they end as 502 or 504.`,
    remedy: `Sleep ${lingerSeconds} s in a preStop hook. A program that goes on serving after SIGTERM by itself can be accepted in the policy.`,
    find: (facts) =>
      ofContainer(facts, (container, deployment) => {
        if (preStopSeconds(container) !== null) return [];
        const what = `container ${container.name} has no preStop hook`;
        return [asDeployment(deployment, what, sleepFirst(container, graceOf(deployment)))];
      }),
  },
  'pre-stop-short': {
    severity: always('warning'),
    title: 'The preStop hook sleeps too short.',
    why: `The load balancer sends requests to a stopping pod for up to ${lingerSeconds} s; those after the sleep fail.`,
    remedy: `Sleep at least ${lingerSeconds} s.`,
    find: (facts) =>
      ofContainer(facts, (container, deployment) => {
        const seconds = preStopSeconds(container) ?? lingerSeconds;
        if (seconds >= lingerSeconds) return [];
        const what = `container ${container.name} sleeps ${seconds} s before it stops; ${lingerSeconds} s are needed`;
        return [asDeployment(deployment, what, sleepFirst(container, graceOf(deployment)))];
      }),
  },
  'grace-too-short': {
    severity: always('warning'),
    title: 'The preStop hook leaves no time to finish requests.',
    why: 'The grace period covers the hook as well: the process is killed with its last requests in flight.',
    remedy: 'Make terminationGracePeriodSeconds the hook’s sleep plus the longest request.',
    find: (facts) =>
      ofContainer(facts, (container, deployment) => {
        const sleep = preStopSeconds(container) ?? 0;
        const grace = graceOf(deployment);
        if (sleep === 0 || sleep < grace) return [];
        const terminationGracePeriodSeconds = sleep + defaultGraceSeconds;
        const fields = { spec: { template: { spec: { terminationGracePeriodSeconds } } } };
        return [asDeployment(deployment, `the grace period is ${grace} s, the preStop hook sleeps ${sleep} s`, fields)];
      }),
  },
  'grace-shorter-than-drain': {
    severity: always('warning'),
    title: 'The target group drains for longer than pods live.',
    why: 'The load balancer lets requests finish until the deregistration delay is over, but the pod is killed before: long requests are cut.',
    remedy: 'Set the deregistration delay to at most the grace period, or lengthen the grace period.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const group = facts.aws.targetGroups.stable;
        const delay = group?.attributes?.deregistrationDelaySeconds ?? 0;
        const grace = graceOf(deployment);
        if (!group || delay <= grace) return [];
        return [
          {
            where: objectName('Deployment', deployment.metadata),
            what: `the grace period is ${grace} s, the deregistration delay of its target group ${delay} s`,
            patch: setAttribute(group.arn, 'deregistration_delay.timeout_seconds', grace),
          },
        ];
      }),
  },
};
