import type { ConfigMap, EndpointSlice, Event, Namespace, Node, Secret, Service, TargetGroupBinding } from './core.ts';
import type { Ingress, IngressClass } from './ingress.ts';
import type { KubeObject } from './meta.ts';
import type { Pod } from './pod.ts';
import type { Deployment, HorizontalPodAutoscaler, Job, PodDisruptionBudget, ReplicaSet } from './workloads.ts';

/** What each resource of the API holds. */
export interface Kinds {
  readonly namespaces: Namespace;
  readonly nodes: Node;
  readonly pods: Pod;
  readonly services: Service;
  readonly configmaps: ConfigMap;
  readonly secrets: Secret;
  readonly serviceaccounts: KubeObject;
  readonly resourcequotas: KubeObject;
  readonly events: Event;
  readonly deployments: Deployment;
  readonly replicasets: ReplicaSet;
  readonly jobs: Job;
  readonly cronjobs: KubeObject;
  readonly horizontalpodautoscalers: HorizontalPodAutoscaler;
  readonly poddisruptionbudgets: PodDisruptionBudget;
  readonly endpointslices: EndpointSlice;
  readonly ingresses: Ingress;
  readonly ingressclasses: IngressClass;
  readonly targetgroupbindings: TargetGroupBinding;
}

/** The plural names by which the API knows its resources; no two groups here share one. */
export type ResourceName = keyof Kinds;
