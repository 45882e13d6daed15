import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Labels } from '../objects/meta.ts';
import type { Tags } from './elb-calls.ts';
import { isNamed } from './group.ts';

/** How the controller knows its own resources again: by tags in AWS and labels in the cluster. */
export interface Tracking {
  tagsOf(resourceId: string): Tag[];
  /** The id of a resource of this stack; undefined for all others. */
  resourceIdIn(tags: Tags | undefined): string | undefined;
  readonly labels: Labels;
}

const clusterKey = 'elbv2.k8s.aws/cluster';
const stackKey = 'ingress.k8s.aws/stack';
const resourceKey = 'ingress.k8s.aws/resource';

/** The marks of one group's stack, as pkg/deploy/tracking/provider.go sets them. */
export function trackingOf(cluster: string, stackId: string): Tracking {
  const [namespace = '', name = ''] = stackId.split('/');
  return {
    tagsOf: (resourceId) => [
      { Key: clusterKey, Value: cluster },
      { Key: stackKey, Value: stackId },
      { Key: resourceKey, Value: resourceId },
    ],
    resourceIdIn(tags) {
      return tags?.[clusterKey] === cluster && tags[stackKey] === stackId ? tags[resourceKey] : undefined;
    },
    labels: isNamed(stackId)
      ? { [stackKey]: stackId }
      : { 'ingress.k8s.aws/stack-namespace': namespace, 'ingress.k8s.aws/stack-name': name },
  };
}

/** Whether no group of any cluster has marked the resource as its own. */
export function isUntracked(tags: Tags | undefined): boolean {
  return tags?.[stackKey] === undefined;
}
