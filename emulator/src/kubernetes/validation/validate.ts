import type { Resource } from '../api/resources.ts';
import { type Cause, invalid } from '../api/status-error.ts';
import type { JsonObject } from '../objects/json.ts';
import type { Kinds, ResourceName } from '../objects/kinds.ts';
import type { KubeObject } from '../objects/meta.ts';
import { definition } from '../schema/schema.ts';
import { immutabilityCauses } from './immutable-rules.ts';
import { ingressCauses, ingressClassCauses } from './ingress-rules.ts';
import { metadataCauses } from './names.ts';
import { podSpecCauses } from './pod-rules.ts';
import { schemaCauses } from './schema-causes.ts';
import { serviceCauses } from './service-rules.ts';
import {
  autoscalerCauses,
  deploymentCauses,
  disruptionBudgetCauses,
  jobCauses,
  replicatedCauses,
} from './workload-rules.ts';

type Rules = { readonly [R in ResourceName]?: (object: Kinds[R]) => readonly Cause[] };

const rules: Rules = {
  pods: (pod) => podSpecCauses(pod.spec, 'spec'),
  deployments: deploymentCauses,
  replicasets: replicatedCauses,
  jobs: jobCauses,
  services: serviceCauses,
  ingresses: ingressCauses,
  ingressclasses: ingressClassCauses,
  horizontalpodautoscalers: autoscalerCauses,
  poddisruptionbudgets: disruptionBudgetCauses,
};
const namedByLabel: readonly ResourceName[] = ['namespaces', 'services'];

/** Throws 422 Invalid with every cause when the object breaks the rules of its kind; `before` is what it was, on updates. */
export function validate(resource: Resource, object: KubeObject, before?: KubeObject): void {
  const structural = [
    ...metadataCauses(object, namedByLabel.includes(resource.plural)),
    ...schemaCauses(definition(resource.definition), object),
  ];
  const rule = rules[resource.plural] as ((object: KubeObject) => readonly Cause[]) | undefined;
  const semantic = structural.length > 0 ? [] : (rule?.(object) ?? []);
  const fixed = before === undefined ? [] : immutabilityCauses(resource.plural, before, object);
  const causes = unrepeated([...structural, ...semantic, ...fixed]);
  if (causes.length > 0) throw invalid(resource.group, resource.kind, object.metadata.name, causes);
}

function unrepeated(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((cause) => [JSON.stringify(cause satisfies JsonObject), cause])).values()];
}
