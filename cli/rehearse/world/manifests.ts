import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { BadInput } from '../../exit.ts';

interface Binding extends KubernetesObject {
  spec?: { targetGroupARN?: string };
}

export interface ManifestPlace {
  readonly namespace: string;
  /** Undefined where a controller makes the bindings. */
  readonly targetGroupArn: string | undefined;
}

/** The Kubernetes objects in a folder's YAML files, put into a namespace and bound to the rehearsal's own target group. */
export async function readManifests(folder: string, place: ManifestPlace): Promise<KubernetesObject[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`running.manifests: ${folder} cannot be read (${error.code})`);
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  if (files.length === 0) throw new BadInput(`running.manifests: ${folder} holds no .yaml or .yml file`);
  const read = await Promise.all(files.map((name) => objectsIn(path.join(folder, name))));
  return read.flat().map((object) => placed(object, place));
}

async function objectsIn(file: string): Promise<KubernetesObject[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'), { merge: true });
  if (!Array.isArray(documents)) return [];
  const wrong = documents.flatMap((document) => document.errors)[0];
  if (wrong) throw new BadInput(`${file} is not YAML: ${wrong.message}`);
  return documents.map((document) => document.toJS() as KubernetesObject | null).filter((object) => object !== null);
}

function placed(object: KubernetesObject, { namespace, targetGroupArn }: ManifestPlace): KubernetesObject {
  const inPlace = { ...object, metadata: { ...object.metadata, namespace } };
  if (object.kind !== 'TargetGroupBinding' || targetGroupArn === undefined) return inPlace;
  const { spec } = object as Binding;
  return { ...inPlace, spec: { ...spec, targetGroupARN: targetGroupArn } } as KubernetesObject;
}
