import { kubectlPatch } from './patch.ts';
import type { Rules } from './rule.ts';
import { objectName, ofContainer } from './seen.ts';

/** Kubernetes' defaults: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe */
const noticedAfter = ({ periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1 }): number =>
  periodSeconds * failureThreshold + timeoutSeconds;

const probeOf = (name: string, readinessProbe: object) => ({
  spec: { template: { spec: { containers: [{ name, readinessProbe }] } } },
});

/** How the cluster learns that a pod can take requests, and that it no longer can. */
export const probeRules: Rules<'readiness-probe-missing' | 'readiness-probe-slow'> = {
  'readiness-probe-missing': {
    severity: { inPlace: 'error', beside: 'warning', downtime: 'warning' },
    title: 'The container has no readiness probe.',
    why: 'Kubernetes calls a pod ready as soon as its process runs, and takes an old one away for it: requests meet a program that does not listen yet, and a version that never works looks like one that does.',
    remedy: 'Give the container a readiness probe that answers only when it can serve.',
    find: (facts) =>
      ofContainer(facts, ({ name, ports = [], readinessProbe }, { metadata }) => {
        if (readinessProbe !== undefined) return [];
        const probe = {
          httpGet: { path: '/healthz', port: ports[0]?.name ?? ports[0]?.containerPort ?? 8080 },
          ...{ periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 2 },
        };
        return [
          {
            where: objectName('Deployment', metadata),
            what: `container ${name} has no readinessProbe`,
            patch: kubectlPatch('deployment', metadata, probeOf(name, probe)),
          },
        ];
      }),
  },
  'readiness-probe-slow': {
    severity: { inPlace: 'warning', beside: 'warning', downtime: 'warning' },
    title: 'The readiness probe notices a failure too late.',
    why: 'A pod that broke keeps getting requests until its probe has failed often enough; all of them fail.',
    remedy: 'Let periodSeconds × failureThreshold + timeoutSeconds fit the budget.',
    find: (facts) =>
      ofContainer(facts, ({ name, readinessProbe }, { metadata }) => {
        const budget = facts.noticeWithinSeconds;
        if (readinessProbe === undefined || noticedAfter(readinessProbe) <= budget) return [];
        const periodSeconds = Math.max(1, Math.floor((budget - 2) / 3));
        return [
          {
            where: objectName('Deployment', metadata),
            what: `container ${name} is found unready after ${noticedAfter(readinessProbe)} s; the budget is ${budget} s`,
            patch: kubectlPatch(
              'deployment',
              metadata,
              probeOf(name, { periodSeconds, failureThreshold: 3, timeoutSeconds: 2 }),
            ),
          },
        ];
      }),
  },
};
