import type { KubernetesObject } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import { clone } from './clone.ts';
import { againOnConflict } from './conflicts.ts';
import { replaces } from './immutable.ts';
import type { KubernetesObjects } from './objects.ts';
import { isCreatedByUs, refuseNewer } from './ownership.ts';
import { type OfKind, stableObjects } from './stable-objects.ts';

/** Reads everything, refuses what must not be, and only then writes. Repeating it writes the same again. */
export const deployCandidate = async (objects: KubernetesObjects, candidate: Candidate): Promise<void> => {
  const found = await withoutSecondBinding(objects, candidate, await stableObjects(objects, candidate.site));
  const existing = await Promise.all(found.map((item) => sameName(objects, candidate, item)));
  const there = existing.flatMap((object) => object ?? []);
  refuseNewer(candidate.release, there);
  refuseWhileStopping(there);
  for (const item of found) await againOnConflict(() => write(objects, candidate, item));
};

/** What has the same name in the candidate's namespace. */
const sameName = ({ get }: KubernetesObjects, { site }: Candidate, { kind, object }: OfKind) =>
  get(kind, site.candidate.namespace, object.metadata?.name ?? '');

const write = async (objects: KubernetesObjects, candidate: Candidate, item: OfKind): Promise<void> => {
  const { kind, object } = item;
  const existing = await sameName(objects, candidate, item);
  refuseNewer(candidate.release, existing === undefined ? [] : [existing]);
  const desired = clone(kind, object, candidate, existing);
  if (existing !== undefined && replaces(kind, existing, desired)) await replace(objects, kind, existing, desired);
  else await objects.apply(kind, desired);
};

const replace = async (
  objects: KubernetesObjects,
  kind: OfKind['kind'],
  existing: KubernetesObject,
  desired: KubernetesObject,
): Promise<void> => {
  const { name, namespace } = existing.metadata ?? {};
  if (!isCreatedByUs(existing)) {
    const what = `${kind} ${name} in namespace ${namespace}`;
    throw new TidegateError(
      'CandidateRejected',
      `${what} is immutable and differs from stable's: delete it, or rename it`,
    );
  }
  await objects.remove(kind, existing);
  const { resourceVersion, ...metadata } = desired.metadata ?? {};
  await objects.apply(kind, { ...desired, metadata });
};

const refuseWhileStopping = (existing: readonly KubernetesObject[]): void => {
  const stopping = existing.find((object) => object.metadata?.deletionTimestamp !== undefined);
  if (stopping === undefined) return;
  const { name, namespace } = stopping.metadata ?? {};
  throw new TidegateError('NotConverged', `${name} in namespace ${namespace} is still being deleted`);
};

/** A target group takes one binding: where the candidate's has one already, under another name, that one stays the only one. */
const withoutSecondBinding = async (
  objects: KubernetesObjects,
  { site }: Candidate,
  found: readonly OfKind[],
): Promise<readonly OfKind[]> => {
  const { namespace, targetGroup } = site.candidate;
  const there = (await objects.list('TargetGroupBinding', namespace))
    .filter(({ spec }) => spec?.targetGroupARN === targetGroup)
    .map(({ metadata }) => metadata?.name);
  const bindings = found.filter(({ kind }) => kind === 'TargetGroupBinding');
  if (there.length === 0 && bindings.length === 0) throw unbound(site.stable.targetGroup, site.stable.namespace);
  const isSecond = ({ kind, object }: OfKind): boolean =>
    kind === 'TargetGroupBinding' && there.length > 0 && !there.includes(object.metadata?.name);
  return found.filter((item) => !isSecond(item));
};

const unbound = (targetGroup: string, namespace: string): TidegateError =>
  new TidegateError(
    'CandidateRejected',
    `no TargetGroupBinding in namespace ${namespace} binds ${targetGroup} to a service of the deployment: without one no user could reach the candidate`,
  );
