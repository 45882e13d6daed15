import type { Api } from '../api/api.ts';
import type { Pod } from '../objects/pod.ts';

/** Why a volume of the pod can't be mounted yet; undefined when all it names is there. Contents are not mounted. */
export function missingVolume(api: Api, { spec, metadata }: Pod): string | undefined {
  const namespace = metadata.namespace ?? '';
  for (const { name, configMap, secret } of spec.volumes ?? []) {
    const failure = `MountVolume.SetUp failed for volume "${name}"`;
    const map = configMap?.optional === true ? undefined : configMap?.name;
    if (map !== undefined && api.get('configmaps', { namespace, name: map }) === undefined) {
      return `${failure} : configmap "${map}" not found`;
    }
    const sealed = secret?.optional === true ? undefined : secret?.secretName;
    if (sealed !== undefined && api.get('secrets', { namespace, name: sealed }) === undefined) {
      return `${failure} : secret "${sealed}" not found`;
    }
  }
  return undefined;
}
