import type { StableBlueprint } from './stable-objects.ts';

/** The name of the port that containers listen on. */
export const portName = 'http';
const containerPort = 8080;
/** Load balancers go on sending requests to a pod for so long after it began to stop. */
const lingerSeconds = 15;
const graceSeconds = 45;

/** The labels of a place's pods, by which its Deployment and its Service find them. */
export function labelsOf({ policy, place }: StableBlueprint): Readonly<Record<string, string>> {
  const app = { app: policy.workload.deployment };
  return place.isSlot ? { ...app, 'tidegate.dev/slot': place.color } : app;
}

/** The Deployment of the version that runs at the start: pods that stop without losing requests, spread over the nodes. */
export function deploymentObject(blueprint: StableBlueprint) {
  const { policy, rehearsal, place } = blueprint;
  const labels = labelsOf(blueprint);
  const spread = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: place.deployment, namespace: place.namespace, labels },
    spec: {
      replicas: rehearsal.running.replicas,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: policy.workload.deployment,
          containers: [container(blueprint)],
          terminationGracePeriodSeconds: graceSeconds,
          topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabels: labels } }],
        },
      },
    },
  };
}

function container({ policy, rehearsal, image }: StableBlueprint) {
  const { running, images } = rehearsal;
  const readiness = images[`${policy.image.repository}:${running.tag}`]?.readiness;
  const environment = running.config ? { envFrom: [{ configMapRef: { name: policy.workload.deployment } }] } : {};
  return {
    name: policy.workload.container,
    image,
    ports: [{ name: portName, containerPort }],
    ...environment,
    readinessProbe: {
      httpGet: { path: readiness?.path ?? '/', port: portName },
      periodSeconds: readiness?.periodSeconds ?? 5,
    },
    lifecycle: { preStop: { sleep: { seconds: lingerSeconds } } },
  };
}
