import type { V1Deployment, V1PodTemplateSpec, V1ReplicaSet } from '@kubernetes/client-node';
import type { UndoOf } from '../../contracts/plan.ts';
import type { ReleaseRef } from '../../contracts/release.ts';
import { isWrittenBy, notes, serviceLabel, versionOf } from './ownership.ts';
import { imageOf, withImage, withoutHash } from './pod-template.ts';

type Item = UndoOf<'version'>;

/** Scale to zero first; put the former version back, or its pods; or leave it as it is. */
export type WayBack = 'stop' | 'start' | 'nothing';

/** Former pods that were stopped start again. A new version goes only if it is ours: what somebody else deployed since stays. */
export const wayBack = (deployment: V1Deployment, release: ReleaseRef, item: Item): WayBack => {
  const image = imageOf(deployment.spec?.template, item.container);
  const isStopped = deployment.spec?.replicas === 0;
  if (image === item.image) return isStopped ? 'start' : 'nothing';
  if (image === undefined || versionOf(deployment, image) === null || !isWrittenBy(release, deployment))
    return 'nothing';
  return item.stopFirst && !isStopped ? 'stop' : 'start';
};

/** The deployment's fields as they were: an autoscaler may have more pods by now, and keeps them. */
export const formerFields = (
  { metadata, spec }: V1Deployment,
  revision: V1ReplicaSet | undefined,
  { service, epoch }: ReleaseRef,
  item: Item,
) => {
  const { [notes.version]: version, [notes.image]: image, ...annotations } = metadata?.annotations ?? {};
  const former = revision === undefined ? null : versionOf(revision, item.image);
  return {
    '/metadata/labels': { ...metadata?.labels, [serviceLabel]: service },
    '/metadata/annotations': {
      ...annotations,
      [notes.epoch]: String(epoch),
      ...(former === null ? {} : { [notes.version]: former, [notes.image]: item.image }),
    },
    '/spec/template': formerTemplate(spec?.template, revision, item),
    '/spec/replicas': Math.max(spec?.replicas ?? 1, item.replicas),
  };
};

const formerTemplate = (
  present: V1PodTemplateSpec | undefined,
  revision: V1ReplicaSet | undefined,
  { container, image }: Item,
): V1PodTemplateSpec | undefined => {
  const kept = revision?.spec?.template;
  if (kept !== undefined && imageOf(kept, container) === image) return withoutHash(kept);
  return present === undefined ? undefined : withImage(present, container, image);
};
