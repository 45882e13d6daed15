import type { KubernetesObject } from '@kubernetes/client-node';
import { TidegateError } from '../../domain/errors.ts';
import type { Candidate } from '../../ports/workload.ts';
import { clone } from './clone.ts';
import { againOnConflict } from './conflicts.ts';
import { replaces } from './immutable.ts';
import { prepareInPlace } from './in-place-manifest.ts';
import { versionSource } from './manifest-objects.ts';
import type { KubernetesObjects } from './objects.ts';
import { isCreatedByUs, refuseNewer } from './ownership.ts';
import { autoscalersOf, budgetsOf } from './references.ts';
import { counterpart, counterpartName, isSlotted, servesOnly } from './slots.ts';
import type { OfKind } from './stable-objects.ts';

/** Reads everything, refuses what must not be, and only then writes. Repeating it writes the same again. */
export const deployCandidate = async (objects: KubernetesObjects, candidate: Candidate): Promise<void> => {
  const source = await versionSource(objects, candidate.site, candidate.manifest);
  const found = await withoutSecond(objects, candidate, source.objects);
  const existing = await Promise.all(found.map((item) => sameName(objects, candidate, item)));
  const there = existing.flatMap((object) => object ?? []);
  refuseNewer(candidate.release, there);
  refuseWhileStopping(there);
  await prepareInPlace(objects, candidate, source.shared);
  for (const item of found) await againOnConflict(() => write(objects, candidate, item));
};

const nameThere = ({ site }: Candidate, { object }: OfKind): string =>
  counterpartName(site, object.metadata?.name ?? '');

/** What has the clone's name where the clone goes. */
const sameName = ({ get }: KubernetesObjects, candidate: Candidate, item: OfKind) =>
  get(item.kind, candidate.site.candidate.namespace, nameThere(candidate, item));

const write = async (objects: KubernetesObjects, candidate: Candidate, item: OfKind): Promise<void> => {
  const { kind, object } = item;
  const existing = await sameName(objects, candidate, item);
  refuseNewer(candidate.release, existing === undefined ? [] : [existing]);
  if (existing !== undefined && isPermanent(candidate, item)) return;
  const desired = clone(kind, object, candidate, existing);
  if (existing !== undefined && replaces(kind, existing, desired)) await replace(objects, kind, existing, desired);
  else await objects.apply(kind, desired);
};

/** The Services of two slots stay for good: an Ingress names both, and one that is gone would break the other's rule. */
const isPermanent = ({ site }: Candidate, { kind }: OfKind): boolean => kind === 'Service' && isSlotted(site);

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

/** What is bound to the candidate already, under whatever name, stays the only one of its kind: two would contradict each other. */
const withoutSecond = async (
  objects: KubernetesObjects,
  candidate: Candidate,
  found: readonly OfKind[],
): Promise<readonly OfKind[]> => {
  const { stable } = candidate.site;
  const there = await boundToCandidate(objects, candidate, found);
  const kindsFound = found.map(({ kind }) => kind);
  if (there.TargetGroupBinding.length === 0 && !kindsFound.includes('TargetGroupBinding'))
    throw unbound(stable.targetGroup, stable.namespace);
  const isSecond = (item: OfKind): boolean => {
    const names = there[item.kind as keyof typeof there]?.map(({ metadata }) => metadata?.name) ?? [];
    return names.length > 0 && !names.includes(nameThere(candidate, item));
  };
  return found.filter((item) => !isSecond(item));
};

const boundToCandidate = async (
  { list }: KubernetesObjects,
  { site }: Candidate,
  found: readonly OfKind[],
): Promise<
  Readonly<
    Record<'TargetGroupBinding' | 'HorizontalPodAutoscaler' | 'PodDisruptionBudget', readonly KubernetesObject[]>
  >
> => {
  const { namespace, targetGroup, deployment: name } = site.candidate;
  const [bindings, autoscalers, budgets] = await Promise.all([
    list('TargetGroupBinding', namespace),
    list('HorizontalPodAutoscaler', namespace),
    list('PodDisruptionBudget', namespace),
  ]);
  const deployments = found.flatMap((item) => (item.kind === 'Deployment' ? [counterpart(site, item.object)] : []));
  return {
    TargetGroupBinding: bindings.filter(({ spec }) => spec?.targetGroupARN === targetGroup),
    HorizontalPodAutoscaler: autoscalersOf(name, autoscalers),
    PodDisruptionBudget: deployments
      .flatMap((deployment) => budgetsOf(deployment, budgets))
      .filter(({ spec }) => servesOnly(site, 'candidate', spec?.selector?.matchLabels)),
  };
};

const unbound = (targetGroup: string, namespace: string): TidegateError =>
  new TidegateError(
    'CandidateRejected',
    `no TargetGroupBinding in namespace ${namespace} binds ${targetGroup} to a service of the deployment: without one no user could reach the candidate`,
  );
