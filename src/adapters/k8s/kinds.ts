import type {
  V1ConfigMap,
  V1Deployment,
  V1Ingress,
  V1Job,
  V1Pod,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
  V1ServiceAccount,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/spec/ */
export interface TargetGroupBinding {
  metadata?: { name?: string; annotations?: Record<string, string>; labels?: Record<string, string> };
  spec?: {
    targetGroupARN?: string;
    targetGroupName?: string;
    serviceRef?: { name: string; port: number | string };
  };
}

/** The kinds that make up a workload, in the order in which they are safe to create: what is referred to comes first. */
export interface KindObjects {
  ServiceAccount: V1ServiceAccount;
  ConfigMap: V1ConfigMap;
  Secret: V1Secret;
  Service: V1Service;
  TargetGroupBinding: TargetGroupBinding;
  Deployment: V1Deployment;
  HorizontalPodAutoscaler: V2HorizontalPodAutoscaler;
  PodDisruptionBudget: V1PodDisruptionBudget;
}
export type Kind = keyof KindObjects;

/** Kinds that are no part of a workload: read and annotated, or, as Jobs, made for a while. */
export interface AllObjects extends KindObjects {
  Ingress: V1Ingress;
  Job: V1Job;
  Pod: V1Pod;
}
export type AnyKind = keyof AllObjects;

export const kinds: Readonly<Record<AnyKind, { readonly apiVersion: string; readonly plural: string }>> = {
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts' },
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  Service: { apiVersion: 'v1', plural: 'services' },
  TargetGroupBinding: { apiVersion: 'elbv2.k8s.aws/v1beta1', plural: 'targetgroupbindings' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers' },
  PodDisruptionBudget: { apiVersion: 'policy/v1', plural: 'poddisruptionbudgets' },
  Ingress: { apiVersion: 'networking.k8s.io/v1', plural: 'ingresses' },
  Job: { apiVersion: 'batch/v1', plural: 'jobs' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
};

const isOfWorkload = (kind: string): kind is Kind => !['Ingress', 'Job', 'Pod'].includes(kind);

export const kindsInOrder: readonly Kind[] = Object.keys(kinds).filter(isOfWorkload);

/** The API server's path of a namespaced resource. */
export const pathOf = (apiVersion: string, namespace: string, plural: string, name?: string): string => {
  const root = apiVersion.includes('/') ? 'apis' : 'api';
  return `/${root}/${apiVersion}/namespaces/${namespace}/${plural}${name === undefined ? '' : `/${name}`}`;
};
