import type { KubernetesObject } from '@kubernetes/client-node';
import { clusterWorkload } from '../../../src/adapters/k8s/cluster-workload.ts';
import { type Kind, kinds, kindsInOrder } from '../../../src/adapters/k8s/kinds.ts';
import type { Site } from '../../../src/contracts/site.ts';
import type { Candidate, Removal } from '../../../src/ports/workload.ts';
import type { TestCluster } from '../../support/cluster.ts';
import { site } from '../../support/release-facts.ts';
import { candidateWith, manifests } from './manifests.ts';

let stages = 0;

/** Two namespaces of their own, stable's with the sample workload in it. */
export const createStage = async ({ kubeConfig, api }: TestCluster) => {
  const suffix = `${process.pid}-${Date.now().toString(36)}-${++stages}`;
  const here: Site = {
    ...site,
    stable: { ...site.stable, namespace: `blue-${suffix}` },
    candidate: { ...site.candidate, namespace: `green-${suffix}` },
  };
  const create = (kind: Kind, object: KubernetesObject, namespace: string) =>
    api.create({ ...object, apiVersion: kinds[kind].apiVersion, kind, metadata: { ...object.metadata, namespace } });

  for (const { namespace } of [here.stable, here.candidate])
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const seeds = kindsInOrder.flatMap((kind) => manifests[kind].map((object) => ({ kind, object })));
  await Promise.all(seeds.map(({ kind, object }) => create(kind, object, here.stable.namespace)));

  const read = <Shape extends KubernetesObject>(kind: Kind, name: string, namespace = here.candidate.namespace) =>
    api.read({
      apiVersion: kinds[kind].apiVersion,
      kind,
      metadata: { name, namespace },
    }) as Promise<unknown> as Promise<Shape>;
  const names = async (kind: Kind): Promise<(string | undefined)[]> => {
    const { items } = await api.list(kinds[kind].apiVersion, kind, here.candidate.namespace);
    return items
      .map(({ metadata }) => metadata?.name)
      .filter((name) => name !== 'default' && name !== 'kube-root-ca.crt');
  };

  return {
    site: here,
    workload: clusterWorkload(async () => kubeConfig),
    candidate: (changes: Partial<Candidate> = {}) =>
      candidateWith({ site: here, capacity: { replicas: 1, floor: 1 }, ...changes }),
    removal: (changes: Partial<Removal> = {}): Removal => ({
      release: { service: 'orders', epoch: 7 },
      ...{
        cluster: here.cluster,
        namespace: here.candidate.namespace,
        deployment: here.candidate.deployment,
        keep: [],
      },
      ...changes,
    }),
    create,
    read,
    names,
    /** Names by kind of all that is in the candidate's namespace. */
    inventory: async () => {
      const found = await Promise.all(
        kindsInOrder.map(async (kind) => [kind, (await names(kind)).toSorted()] as const),
      );
      return Object.fromEntries(found.filter(([, present]) => present.length > 0));
    },
    close: async () => {
      for (const { namespace } of [here.stable, here.candidate])
        await api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    },
  };
};
export type Stage = Awaited<ReturnType<typeof createStage>>;
