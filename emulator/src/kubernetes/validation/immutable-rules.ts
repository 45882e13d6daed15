import type { Cause } from '../api/status-error.ts';
import { at, equal, isObject, type Json, type JsonObject, withAt, without } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import { forbiddenField, invalidValue, when } from './causes.ts';

type Rule = (before: JsonObject, after: JsonObject) => readonly Cause[];

const byResource: Partial<Record<ResourceName, Rule>> = {
  deployments: (before, after) => fixed(before, after, 'spec', 'selector'),
  replicasets: (before, after) => fixed(before, after, 'spec', 'selector'),
  jobs: (before, after) => [
    ...fixed(before, after, 'spec', 'selector'),
    ...fixed(before, after, 'spec', 'template'),
    ...fixed(before, after, 'spec', 'completions'),
  ],
  services: fixedClusterIp,
  secrets: (before, after) => [...fixed(before, after, 'type'), ...sealed(before, after)],
  configmaps: sealed,
  ingressclasses: (before, after) => fixed(before, after, 'spec', 'controller'),
  endpointslices: (before, after) => fixed(before, after, 'addressType'),
  pods: fixedPodSpec,
};

/** What an update changes although the API says that it stays as it was created. */
export function immutabilityCauses(resource: ResourceName, before: JsonObject, after: JsonObject): readonly Cause[] {
  return byResource[resource]?.(before, after) ?? [];
}

function fixed(before: JsonObject, after: JsonObject, ...path: readonly string[]): readonly Cause[] {
  const [was, is] = [at(before, ...path), at(after, ...path)];
  return when(!equal(was, is), () => invalidValue(path.join('.'), is, 'field is immutable'));
}

function fixedClusterIp(before: JsonObject, after: JsonObject): readonly Cause[] {
  const [was, is] = [at(before, 'spec', 'clusterIP'), at(after, 'spec', 'clusterIP')];
  const changed = was !== undefined && at(after, 'spec', 'type') !== 'ExternalName' && was !== is;
  const addresses = at(after, 'spec', 'clusterIPs');
  return when(changed, () => invalidValue('spec.clusterIPs[0]', addresses, 'may not change once set'));
}

function sealed(before: JsonObject, after: JsonObject): readonly Cause[] {
  if (before['immutable'] !== true) return [];
  const why = 'field is immutable when `immutable` is set';
  return ['immutable', 'data', 'binaryData'].flatMap((field) =>
    when(!equal(before[field], after[field]), () => forbiddenField(field, why)),
  );
}

function fixedPodSpec(before: JsonObject, after: JsonObject): readonly Cause[] {
  const changed = !equal(fixedPart(before), fixedPart(after));
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
    '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
    '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return when(changed, () => forbiddenField('spec', why));
}

function fixedPart(pod: JsonObject): Json {
  const spec = pod['spec'];
  if (!isObject(spec)) return null;
  const bare = without(spec, 'activeDeadlineSeconds', 'tolerations', 'nodeName');
  return ['containers', 'initContainers'].reduce(
    (kept, field) => withAt(kept, [field], withoutImages(spec[field])),
    bare,
  );
}

function withoutImages(containers: Json | undefined): Json {
  if (!Array.isArray(containers)) return null;
  return containers.map((container) => (isObject(container) ? without(container, 'image') : container));
}
