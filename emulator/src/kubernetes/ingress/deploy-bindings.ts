import { refOf } from '../api/api.ts';
import { loadBalancerController } from '../controllers/target-group-binding.ts';
import type { TargetGroupBinding } from '../objects/core.ts';
import { equal, withAt } from '../objects/json.ts';
import type { Deployment } from './deployment.ts';
import type { TargetGroupSpec } from './stack.ts';

/** Creates a binding for each target group, in the Service's namespace and under the target group's name. */
export function deployBindings(deployment: Deployment, arns: ReadonlyMap<string, string>): void {
  for (const spec of deployment.stack.targetGroups) deployBinding(deployment, spec, arns.get(spec.resourceId) ?? '');
}

function deployBinding({ api, tracking }: Deployment, target: TargetGroupSpec, targetGroupARN: string): void {
  const { name, namespace, service, servicePort } = target;
  const spec = { targetGroupARN, targetType: 'ip', serviceRef: { name: service, port: servicePort } };
  const existing = api.get('targetgroupbindings', { namespace, name });
  if (existing === undefined) {
    const metadata = { name, labels: tracking.labels };
    const head = { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding' };
    api.create('targetgroupbindings', namespace, { ...head, metadata, spec }, loadBalancerController);
  } else if (!equal({ ...existing.spec, ...spec }, existing.spec)) {
    const change = (live: TargetGroupBinding) => withAt(live, ['spec'], { ...live.spec, ...spec });
    api.modify('targetgroupbindings', refOf(existing), change, { manager: loadBalancerController });
  }
}

/** Deletes the stack's bindings that it has no target group for; false while one of them still lets its targets go. */
export function deleteBindings({ api, tracking, stack }: Deployment): boolean {
  const wanted = new Set(stack.targetGroups.map(({ namespace, name }) => `${namespace}/${name}`));
  const own = () =>
    api.list('targetgroupbindings').filter(({ metadata }) => {
      const labelled = Object.entries(tracking.labels).every(([key, value]) => metadata.labels?.[key] === value);
      return labelled && !wanted.has(`${metadata.namespace}/${metadata.name}`);
    });
  for (const binding of own()) api.remove('targetgroupbindings', refOf(binding));
  return own().length === 0;
}
