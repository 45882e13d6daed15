import { expect } from '@jest/globals';
import { type KubeConfig, type V1Deployment, type V1Pod, Watch } from '@kubernetes/client-node';
import type { UndoOf } from '../../../src/contracts/plan.ts';
import type { Candidate } from '../../../src/ports/workload.ts';
import { eventually, type TestCluster } from '../../support/cluster.ts';
import { oldImage } from './manifests.ts';
import { createStage, type Stage } from './stage.ts';

/** Stable's namespace with the sample workload in it, where versions take each other's place. */
export const createInPlaceStage = async (cluster: TestCluster) => {
  const stage: Stage = await createStage(cluster);
  const site = { ...stage.site, candidate: stage.site.stable };
  const { namespace } = site.stable;
  const { workload } = stage;
  const release = { service: 'orders', epoch: 7 };
  const running = () => workload.running(site, site.stable);
  const read = () => stage.read<V1Deployment>('Deployment', 'orders', namespace);
  const patch = (fields: Pick<V1Deployment, 'spec'>) =>
    cluster.api.patch({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'orders', namespace },
      ...fields,
    });
  const ready = () =>
    eventually(async () => {
      const readiness = await workload.readiness(site, site.stable);
      expect(readiness).toEqual({ wanted: readiness.wanted, ready: readiness.wanted, stuck: null });
      return readiness;
    });

  return {
    ...{ site, namespace, workload, release, running, read, patch, ready, create: stage.create, readAny: stage.read },
    candidate: (changes: Partial<Candidate> = {}) => stage.candidate({ site, ...changes }),
    /** The way back to what runs now. */
    way: async (changes: Partial<UndoOf<'version'>> = {}): Promise<UndoOf<'version'>> => ({
      ...{ kind: 'version', tier: 'cluster', cluster: site.cluster, namespace, deployment: 'orders', container: 'app' },
      ...{ image: oldImage, revision: (await running())?.revision ?? '', replicas: 2, stopFirst: false },
      ...changes,
    }),
    restored: (item: UndoOf<'version'>) =>
      eventually(async () => expect(await workload.restore(release, item)).toBe(true), 1200),
    close: () => stage.close(),
  };
};
export type InPlaceStage = Awaited<ReturnType<typeof createInPlaceStage>>;

/** Follows the pods of a namespace: which images were there at once, at every moment. */
export const watchImages = async (kubeConfig: KubeConfig, namespace: string) => {
  const pods = new Map<string, string>();
  const together: (readonly string[])[] = [];
  const see = (phase: string, { metadata, spec }: V1Pod): void => {
    const uid = metadata?.uid ?? '';
    if (phase === 'DELETED') pods.delete(uid);
    else pods.set(uid, spec?.containers.find(({ name }) => name === 'app')?.image ?? '');
    together.push([...new Set(pods.values())]);
  };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const connection = await new Watch(kubeConfig).watch(path, {}, see, () => undefined);
  return { together, stop: () => connection.abort() };
};
