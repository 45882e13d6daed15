import { createHash } from 'node:crypto';
import type { Service } from '../objects/core.ts';
import type { Ingress } from '../objects/ingress.ts';
import type { IntOrString } from '../objects/pod.ts';
import { isNamed } from './group.ts';

/** What a name is a hash of, besides the resource itself. */
export interface NameSpace {
  readonly cluster: string;
  readonly groupId: string;
}

/** `k8s-<group>-<hash>`, or `k8s-<namespace>-<ingress>-<hash>` for a group without a name; as buildLoadBalancerName does. */
export function loadBalancerName({ cluster, groupId }: NameSpace, scheme: string): string {
  const hash = hashOf(cluster, groupId, scheme);
  if (isNamed(groupId)) return `k8s-${bare(groupId, 17)}-${hash}`;
  const [namespace = '', name = ''] = groupId.split('/');
  return `k8s-${bare(namespace, 8)}-${bare(name, 8)}-${hash}`;
}

/**
 * `k8s-<namespace>-<service>-<hash>`; the hash holds the Service's uid, so a Service made anew gets another target group. As
 * buildTargetGroupName in pkg/ingress/model_build_target_group.go does.
 */
export function targetGroupName(
  { cluster, groupId }: NameSpace,
  ingress: Ingress,
  service: Service,
  servicePort: IntOrString,
  port: number,
): string {
  const { namespace = '', name } = ingress.metadata;
  const { uid } = service.metadata;
  const kind = ['ip', 'HTTP', 'HTTP1'];
  const hash = hashOf(cluster, groupId, namespace, name, uid, String(servicePort), String(port), ...kind);
  return `k8s-${bare(service.metadata.namespace ?? '', 8)}-${bare(service.metadata.name, 8)}-${hash}`;
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex').slice(0, 10);
}

function bare(text: string, length: number): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length);
}
