import type { V1Deployment, V1PodTemplateSpec } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import { againOnConflict } from './conflicts.ts';
import { prepareInPlace } from './in-place-manifest.ts';
import type { KubernetesObjects } from './objects.ts';
import { notes, refuseNewer, refuseUndone, serviceLabel } from './ownership.ts';
import { imageOf, withImage } from './pod-template.ts';
import type { OfKind } from './stable-objects.ts';

/**
 * Gives a deployment that is somebody's the new image, and pods where it had none. Repeating it writes the same again. Of a
 * manifest, only the pod template and what does not exist yet are taken.
 */
export const replaceVersion = async (
  objects: KubernetesObjects,
  candidate: Candidate,
  manifest: readonly OfKind[] = [],
): Promise<void> => {
  const { namespace, deployment: name } = candidate.site.candidate;
  const present = async () => presentDeployment(candidate, await objects.get('Deployment', namespace, name));
  templateOf(candidate, await present(), manifest);
  await prepareInPlace(objects, candidate, manifest);
  await againOnConflict(async () => {
    const deployment = await present();
    await objects.set('Deployment', deployment, fieldsOf(candidate, deployment, manifest));
  });
};

const presentDeployment = (
  { release, site: { candidate: at } }: Candidate,
  deployment: V1Deployment | undefined,
): V1Deployment => {
  if (deployment === undefined)
    throw rejected(`deployment ${at.deployment} is gone from namespace ${at.namespace}: there is nothing to replace`);
  refuseNewer(release, [deployment]);
  refuseUndone(release, deployment);
  return deployment;
};

const templateOf = (
  { site, image, release }: Candidate,
  { metadata, spec }: V1Deployment,
  manifest: readonly OfKind[],
): V1PodTemplateSpec => {
  const rendered = manifest.find(
    ({ kind, object }) => kind === 'Deployment' && object.metadata?.name === metadata?.name,
  );
  const template = (rendered?.object as V1Deployment | undefined)?.spec?.template ?? spec?.template;
  if (template === undefined || imageOf(template, site.container) === undefined)
    throw rejected(`deployment ${metadata?.name} has no container ${site.container} any more`);
  return withImage(template, site.container, image, { [serviceLabel]: release.service });
};

const fieldsOf = (candidate: Candidate, deployment: V1Deployment, manifest: readonly OfKind[]) => {
  const { release, version, image, capacity } = candidate;
  const { metadata, spec } = deployment;
  return {
    '/metadata/labels': { ...metadata?.labels, [serviceLabel]: release.service },
    '/metadata/annotations': {
      ...metadata?.annotations,
      [notes.epoch]: String(release.epoch),
      [notes.version]: version,
      [notes.image]: image,
    },
    '/spec/template': templateOf(candidate, deployment, manifest),
    '/spec/replicas': spec?.replicas === 0 ? capacity.replicas : (spec?.replicas ?? 1),
  };
};

const rejected = (message: string): TidegateError => new TidegateError('CandidateRejected', message);
