import type { Cause } from '../api/status-error.ts';
import type { Container, PodSpec, Volume } from '../objects/pod.ts';
import { duplicate, forbiddenField, invalidValue, notFoundValue, required, when } from './causes.ts';
import { dnsLabelCauses } from './names.ts';

const upwards = "must not contain '..'";

/** What is wrong with a pod's volumes; `path` is where its spec stands. */
export function volumeCauses({ volumes = [] }: PodSpec, path: string): readonly Cause[] {
  const names = volumes.map(({ name }) => name);
  return volumes.flatMap((volume, index) => {
    const field = `${path}.volumes[${index}]`;
    return [
      ...dnsLabelCauses(`${field}.name`, volume.name),
      ...when(names.indexOf(volume.name) !== index, () => duplicate(`${field}.name`, volume.name)),
      ...sourceCauses(volume, field),
    ];
  });
}

function sourceCauses(volume: Volume, field: string): readonly Cause[] {
  const { configMap, secret } = volume;
  const [, second] = Object.keys(volume).filter((one) => one !== 'name');
  const items = { configMap: configMap?.items ?? [], secret: secret?.items ?? [] };
  return [
    ...when(second !== undefined, () =>
      forbiddenField(`${field}.${second}`, 'may not specify more than 1 volume type'),
    ),
    ...when(configMap !== undefined && (configMap.name ?? '') === '', () => required(`${field}.configMap.name`)),
    ...when(secret !== undefined && (secret.secretName ?? '') === '', () => required(`${field}.secret.secretName`)),
    ...Object.entries(items).flatMap(([source, keys]) =>
      keys.flatMap(({ path = '' }, index) =>
        when(goesUp(path), () => invalidValue(`${field}.${source}.items[${index}].path`, path, upwards)),
      ),
    ),
  ];
}

/** What is wrong with a container's mounts; `volumes` are the names of its pod's. */
export function mountCauses(
  { volumeMounts = [] }: Container,
  path: string,
  volumes: ReadonlySet<string>,
): readonly Cause[] {
  const places = volumeMounts.map(({ mountPath }) => mountPath);
  return volumeMounts.flatMap(({ name, mountPath, subPath = '' }, index) => {
    const field = `${path}.volumeMounts[${index}]`;
    return [
      ...when(!volumes.has(name), () => notFoundValue(`${field}.name`, name)),
      ...when(mountPath !== undefined && places.indexOf(mountPath) !== index, () =>
        invalidValue(`${field}.mountPath`, mountPath, 'must be unique'),
      ),
      ...when(goesUp(subPath), () => invalidValue(`${path}.volumeMounts.subPath`, subPath, upwards)),
    ];
  });
}

function goesUp(path: string): boolean {
  return path.split('/').includes('..');
}
