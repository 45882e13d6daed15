import type { KubernetesObject } from '@kubernetes/client-node';
import type { Policy } from '../../../src/contracts/policy.ts';
import type { Rehearsal } from '../../../src/contracts/rehearsal.ts';
import type { TargetGroups } from './balancer.ts';
import { deploymentObject, labelsOf, portName } from './deployment-object.ts';
import { type PlaceOfColor, placesOf } from './places.ts';

/** What the objects of the stable environment are made of. `image` is the full name with its tag. */
export interface StableBlueprint {
  readonly policy: Policy;
  readonly rehearsal: Rehearsal;
  readonly image: string;
  readonly place: PlaceOfColor;
  /** Undefined where the AWS Load Balancer Controller makes them for an Ingress, with their bindings. */
  readonly targetGroups: TargetGroups | undefined;
}

/** The port of every Service. */
export const servicePort = 80;

/** The objects a team would have applied for the version that runs at the start. */
export function stableObjects(blueprint: StableBlueprint): KubernetesObject[] {
  const { autoscaling, config } = blueprint.rehearsal.running;
  return [
    serviceAccount(blueprint),
    ...(config ? [configMap(blueprint, config)] : []),
    deploymentObject(blueprint),
    disruptionBudget(blueprint),
    ...waysIn(blueprint),
    ...(autoscaling ? [autoscaler(blueprint, autoscaling)] : []),
  ];
}

/** Of two slots in a namespace both have their Service from the start: an Ingress has to name both. */
function waysIn(blueprint: StableBlueprint): KubernetesObject[] {
  const { place, policy } = blueprint;
  const places = place.isSlot ? placesOf(policy) : [place];
  return places.flatMap((one) => {
    const itsOwn = { ...blueprint, place: one };
    const targetGroup = blueprint.targetGroups?.[one.color];
    return [service(itsOwn), ...(targetGroup === undefined ? [] : [targetGroupBinding(itsOwn, targetGroup)])];
  });
}

const shared = ({ policy, place }: StableBlueprint) => {
  const name = policy.workload.deployment;
  return { name, namespace: place.namespace, labels: { app: name } };
};

const ofPlace = (blueprint: StableBlueprint) => {
  const { deployment: name, namespace } = blueprint.place;
  return { name, namespace, labels: labelsOf(blueprint) };
};

const serviceAccount = (blueprint: StableBlueprint) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: shared(blueprint),
});

const configMap = (blueprint: StableBlueprint, data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: shared(blueprint),
  data,
});

const disruptionBudget = (blueprint: StableBlueprint) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: ofPlace(blueprint),
  spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(blueprint) } },
});

const service = (blueprint: StableBlueprint) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: ofPlace(blueprint),
  spec: {
    selector: labelsOf(blueprint),
    ports: [{ name: portName, port: servicePort, targetPort: portName }],
  },
});

const targetGroupBinding = (blueprint: StableBlueprint, targetGroupARN: string) => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: ofPlace(blueprint),
  spec: { serviceRef: { name: blueprint.place.deployment, port: servicePort }, targetGroupARN, targetType: 'ip' },
});

function autoscaler(blueprint: StableBlueprint, range: { minReplicas: number; maxReplicas: number }) {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: blueprint.place.deployment };
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } };
  const spec = { scaleTargetRef, ...range, metrics: [{ type: 'Resource', resource: cpu }] };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: ofPlace(blueprint), spec };
}
