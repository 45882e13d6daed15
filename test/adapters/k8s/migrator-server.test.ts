import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubernetesObject, V1ConfigMap, V1Job, V1Pod } from '@kubernetes/client-node';
import { type ApiServer, apiServer } from '../../../src/adapters/k8s/api-server.ts';
import { migratorJobManifest } from '../../../src/adapters/k8s/migrator-job-manifest.ts';
import { eventually, openCluster, type TestCluster } from '../../support/cluster.ts';
import { createMigratorStage, migrationImages } from './migrator-stage.ts';

const images = migrationImages();
let cluster: TestCluster;
let stage: Awaited<ReturnType<typeof createMigratorStage>>;
let admin: ApiServer;
beforeAll(async () => {
  cluster = await openCluster(images.pull);
  stage = await createMigratorStage(cluster, { 'pod-security.kubernetes.io/enforce': 'restricted' });
  admin = await apiServer(cluster.admin);
});
afterAll(async () => {
  await stage.close();
  await cluster.close();
  images.close();
});

const job = () => stage.job('copies', { stage: 'execute' });
/** What the API server says to the object, which it does not keep. */
const tried = async (path: string, body: KubernetesObject) => {
  const query = { dryRun: 'All', fieldValidation: 'Strict' };
  const { status, text } = await admin.send({ method: 'POST', path, query, body });
  return { status, text };
};
const read = async <Shape>(apiVersion: string, kind: string): Promise<readonly Shape[]> =>
  (await cluster.api.list(apiVersion, kind, stage.namespace)).items as readonly unknown[] as readonly Shape[];

describe('an API server', () => {
  it("takes a migrator's Job as it is, with no field that it does not know", async () => {
    const answer = await tried(`/apis/batch/v1/namespaces/${stage.namespace}/jobs`, migratorJobManifest(job()));
    expect(answer).toMatchObject({ status: 201 });
  });

  it('lets its pod in where Pod Security is restricted', async () => {
    const { metadata, spec } = migratorJobManifest(job()).spec?.template ?? {};
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'migrator' }, spec };
    const answer = await tried(`/api/v1/namespaces/${stage.namespace}/pods`, pod as KubernetesObject);
    expect(answer).toMatchObject({ status: 201 });
  });
});

describe('the Jobs of a migration on an API server', () => {
  it('are started once, paused and let go, and removed with all that was theirs', async () => {
    const { jobs } = stage;
    await jobs.start(job());
    await jobs.start(job());
    const [started, ...more] = await read<V1Job>('batch/v1', 'Job');
    expect([started?.metadata?.name, more]).toEqual(['tidegate-shop-3-execute-1', []]);
    expect(await stage.look(job())).not.toEqual({ state: 'absent' });

    const files = async () => {
      const found = await read<V1ConfigMap>('v1', 'ConfigMap');
      return Object.keys(found.find(({ metadata }) => metadata?.name === 'tidegate-shop-3')?.data ?? {});
    };
    await jobs.pause(job(), true);
    expect(await files()).toEqual(['pause']);
    await jobs.pause(job(), false);
    expect(await files()).toEqual([]);

    await eventually(async () => expect(await stage.remove(job())).toBe(true));
    expect(await stage.look(job())).toEqual({ state: 'absent' });
    expect(await stage.names('v1', 'ConfigMap')).toEqual([]);
    await eventually(async () => expect(await read<V1Pod>('v1', 'Pod')).toEqual([]));
  });

  it('tell their pod that a control file has changed', async () => {
    await stage.jobs.start(job());
    const annotation = async () => {
      const [pod] = await read<V1Pod>('v1', 'Pod');
      return pod?.metadata?.annotations?.['tidegate.dev/control'];
    };
    await eventually(async () => {
      await stage.jobs.pause(job(), true);
      expect(await annotation()).toBe('paused');
      await stage.jobs.pause(job(), false);
      expect(await annotation()).toBe('running');
    });
    await eventually(async () => expect(await stage.remove(job())).toBe(true));
  });
});
