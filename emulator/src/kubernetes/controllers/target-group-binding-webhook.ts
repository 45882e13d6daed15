import type { Api } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';
import { at, equal, type JsonObject } from '../objects/json.ts';

const immutable = ['targetGroupARN', 'targetType', 'ipAddressType', 'vpcID'];

/**
 * What the controller's webhook says of a new binding: no target group may be bound twice in a cluster.
 * See https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/webhooks/elbv2/targetgroupbinding_validator.go
 */
export function checkNewBinding(api: Api, binding: JsonObject): void {
  const arn = at(binding, 'spec', 'targetGroupARN');
  const other = api.list('targetgroupbindings').find(({ spec }) => spec.targetGroupARN === arn);
  if (arn === undefined || other === undefined) return;
  const { namespace, name } = other.metadata;
  throw denied(`TargetGroup ${arn} is already bound to TargetGroupBinding ${namespace}/${name}`);
}

/** A binding stays with its target group. */
export function checkBindingChange(live: JsonObject, next: JsonObject): void {
  const changed = immutable.filter((field) => !equal(at(live, 'spec', field), at(next, 'spec', field)));
  if (changed.length === 0) return;
  const fields = changed.map((field) => `spec.${field}`).join(',');
  throw denied(`TargetGroupBinding update may not change these fields: ${fields}`);
}

function denied(why: string): StatusError {
  const message = `admission webhook "vtargetgroupbinding.elbv2.k8s.aws" denied the request: ${why}`;
  return new StatusError(403, 'Forbidden', message);
}
