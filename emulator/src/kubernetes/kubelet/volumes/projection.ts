import type { Api } from '../../api/api.ts';
import type { KeyToPath, Volume } from '../../objects/pod.ts';

/** What a volume shows: contents by path below it. */
export type Projection = ReadonlyMap<string, Buffer>;

/** Why a volume can't be set up yet, in the kubelet's words. */
export class MountError extends Error {
  override readonly name = 'MountError';

  constructor(volume: string, why: string) {
    super(`MountVolume.SetUp failed for volume "${volume}" : ${why}`);
  }
}

/** The files of a volume that shows a ConfigMap or a Secret, undefined for any other volume. Throws MountError. */
export function projectionOf(api: Api, namespace: string, volume: Volume): Projection | undefined {
  const { configMap, secret, name } = volume;
  if (configMap !== undefined) {
    const found = api.get('configmaps', { namespace, name: configMap.name ?? '' });
    const known = found && new Map([...textsOf(found.data), ...bytesOf(found.binaryData)]);
    return projected(name, { kind: 'config', missing: `configmap "${configMap.name}" not found`, ...configMap }, known);
  }
  if (secret === undefined) return undefined;
  const found = api.get('secrets', { namespace, name: secret.secretName ?? '' });
  const known = found && new Map(bytesOf(found.data));
  return projected(name, { kind: 'secret', missing: `secret "${secret.secretName}" not found`, ...secret }, known);
}

interface Source {
  readonly kind: 'config' | 'secret';
  /** What is said when the object is not there. */
  readonly missing: string;
  readonly optional?: boolean;
  readonly items?: readonly KeyToPath[];
}

function projected(
  volume: string,
  { kind, missing, optional = false, items }: Source,
  known: Projection | undefined,
): Projection {
  if (known === undefined && !optional) throw new MountError(volume, missing);
  const contents = known ?? new Map();
  if (items === undefined) return contents;
  return new Map(
    items.flatMap(({ key, path }) => {
      const content = contents.get(key);
      if (content !== undefined) return [[path, content] as const];
      if (optional) return [];
      throw new MountError(volume, `references non-existent ${kind} key: ${key}`);
    }),
  );
}

type Data = Readonly<Record<string, string>> | undefined;

function textsOf(data: Data = {}): readonly (readonly [string, Buffer])[] {
  return Object.entries(data).map(([key, text]) => [key, Buffer.from(text)]);
}

function bytesOf(data: Data = {}): readonly (readonly [string, Buffer])[] {
  return Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
}
