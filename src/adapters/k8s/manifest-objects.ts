import type { V1Deployment, V1Secret, V1ServiceAccount } from '@kubernetes/client-node';
import type { ManifestObject } from '../../contracts/manifests.ts';
import type { Site } from '../../contracts/site.ts';
import { TidegateError } from '../../domain/errors.ts';
import { type Kind, kindsInOrder } from './kinds.ts';
import { asStables } from './manifest-slot.ts';
import type { KubernetesObjects } from './objects.ts';
import { pullSecretsOf } from './references.ts';
import { isSlotted } from './slots.ts';
import { type OfKind, referred, stableObjects } from './stable-objects.ts';

/** What a version is made of, as if it were stable's. */
export interface VersionSource {
  /** In the order in which it is safe to create. */
  readonly objects: readonly OfKind[];
  /** What of manifests both slots of a namespace would use: it is only ever created. */
  readonly shared: readonly OfKind[];
}

/** Manifests as typed objects, with stable's names and its target group. */
export const manifestItems = (site: Site, manifest: readonly ManifestObject[] = []): readonly OfKind[] =>
  asStables(
    site,
    manifest.map((object) => ({ kind: object.kind, object: readable(object) }) as unknown as OfKind),
  );

/** Clones stable, or takes a version from rendered manifests and only what they lack from stable. */
export const versionSource = async (
  objects: KubernetesObjects,
  site: Site,
  manifest: readonly ManifestObject[] | undefined,
): Promise<VersionSource> => {
  const stable = await stableObjects(objects, site);
  if (manifest === undefined) return { objects: stable, shared: [] };
  const given = manifestItems(site, manifest);
  const needed = isSlotted(site) ? [] : await lacking(objects, site, given);
  const own = isSlotted(site) ? given.filter(({ kind }) => !isShared(kind)) : given;
  const source = inOrder([...own, ...needed, ...stable.filter(({ kind }) => isKept(kind, given))]);
  demandService(source);
  return { objects: source, shared: isSlotted(site) ? given.filter(({ kind }) => isShared(kind)) : [] };
};

const isShared = (kind: Kind): boolean => ['ServiceAccount', 'ConfigMap', 'Secret'].includes(kind);

/** Manifests without any object of such a kind do not take away what stable has of it: users come by it, or it keeps them safe. */
const isKept = (kind: Kind, given: readonly OfKind[]): boolean =>
  ['Service', 'TargetGroupBinding', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].includes(kind) &&
  !given.some((item) => item.kind === kind);

const inOrder = (items: readonly OfKind[]): readonly OfKind[] =>
  kindsInOrder.flatMap((kind) => items.filter((item) => item.kind === kind));

/** What the pods of manifests refer to and only stable's namespace has. */
const lacking = async (
  objects: KubernetesObjects,
  { stable }: Site,
  given: readonly OfKind[],
): Promise<readonly OfKind[]> => {
  const has = (kind: Kind, name: string | undefined): boolean =>
    given.some((item) => item.kind === kind && item.object.metadata?.name === name);
  const accounts = given.flatMap((item) => (item.kind === 'ServiceAccount' ? [item.object] : []));
  const deployments = given.flatMap((item) => (item.kind === 'Deployment' ? [item.object] : []));
  const pods = deployments.map((deployment) => withPullSecrets(deployment, accounts));
  const found = await Promise.all(pods.map((deployment) => referred(objects, stable.namespace, deployment)));
  return found.flat().filter(({ kind, object }) => !has(kind, object.metadata?.name));
};

/** The pull secrets of a service account are its pods'. */
const withPullSecrets = (deployment: V1Deployment, accounts: readonly V1ServiceAccount[]): V1Deployment => {
  const { spec } = deployment;
  if (spec?.template.spec === undefined) return deployment;
  const given = accounts.flatMap((account) => pullSecretsOf(account).map((name) => ({ name })));
  const imagePullSecrets = [...(spec.template.spec.imagePullSecrets ?? []), ...given];
  const template = { ...spec.template, spec: { ...spec.template.spec, imagePullSecrets } };
  return { ...deployment, spec: { ...spec, template } };
};

/** A Secret's `stringData` can be written and never read: as `data` it can be compared with what is there. */
const readable = ({ metadata, ...content }: ManifestObject): object => {
  const { labels, annotations } = metadata;
  const object = { ...content, metadata: { ...metadata, labels: labels ?? {}, annotations: annotations ?? {} } };
  if (content.kind !== 'Secret') return object;
  const { stringData = {}, data, ...secret } = object as V1Secret;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { ...secret, data: { ...data, ...Object.fromEntries(encoded) } };
};

const demandService = (source: readonly OfKind[]): void => {
  const services = source.flatMap(({ kind, object }) => (kind === 'Service' ? [object.metadata?.name] : []));
  for (const item of source) {
    if (item.kind !== 'TargetGroupBinding') continue;
    const name = item.object.spec?.serviceRef?.name;
    if (services.includes(name)) continue;
    throw new TidegateError(
      'CandidateRejected',
      `the target group is bound to service ${name}, which the version does not have (${services.join(', ')}): render a TargetGroupBinding to its service`,
    );
  }
};
