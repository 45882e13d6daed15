import { describe, expect, it } from '@jest/globals';
import { migratorJobManifest } from '../../../src/adapters/k8s/migrator-job-manifest.ts';
import type { Stage } from '../../../src/contracts/migration/result.ts';
import { migrationTerms } from '../../support/migration-facts.ts';
import { migratorJobWith } from './migrator-stage.ts';

const podOf = (job = migratorJobWith()) => {
  const { metadata, spec } = migratorJobManifest(job).spec?.template ?? {};
  const [copy, migrator] = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  if (metadata === undefined || spec === undefined || copy === undefined || migrator === undefined)
    throw new Error('a pod with two containers was expected');
  return { metadata, spec, copy, migrator };
};
const stages: Stage[] = ['validate', 'plan', 'execute', 'verify', 'clean'];

describe('the manifest of a migrator', () => {
  it('tells database, epoch, stage and attempt by its name, and all but the attempt by labels', () => {
    const { metadata } = migratorJobManifest(migratorJobWith({ stage: 'execute', attempt: 2 }));
    expect(metadata).toMatchObject({
      ...{ name: 'tidegate-shop-3-execute-2', namespace: 'orders-data' },
      labels: {
        'app.kubernetes.io/managed-by': 'tidegate',
        'tidegate.dev/database': 'shop',
        'tidegate.dev/epoch': '3',
        'tidegate.dev/stage': 'execute',
      },
    });
    expect(podOf(migratorJobWith({ stage: 'execute' })).metadata.labels).toMatchObject(metadata?.labels ?? {});
  });

  it('has a name that fits into a label, for the longest name of a database and a billion migrations', () => {
    const ref = { database: 'd'.repeat(30), epoch: 2 ** 31 };
    for (const stage of stages) {
      const name = migratorJobManifest(migratorJobWith({ ref, stage, attempt: 999 })).metadata?.name ?? '';
      expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });

  it('never runs a pod again, nor a second one beside one that has not ended', () => {
    expect(migratorJobManifest(migratorJobWith()).spec).toMatchObject({
      ...{ backoffLimit: 0, podReplacementPolicy: 'Failed', ttlSecondsAfterFinished: 86_400 },
      template: { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 60 } },
    });
  });

  it('gives the execution as long as the policy does, and the others half an hour at most', () => {
    const seconds = (stage: Stage) =>
      migratorJobManifest(migratorJobWith({ stage })).spec?.activeDeadlineSeconds ?? NaN;
    expect(seconds('execute')).toBe(migrationTerms.withinSeconds);
    for (const stage of stages.filter((one) => one !== 'execute')) expect(seconds(stage)).toBeLessThanOrEqual(1800);
  });

  it('keeps the pod of an execution on its node, and no other', () => {
    const keeping = ['cluster-autoscaler.kubernetes.io/safe-to-evict', 'karpenter.sh/do-not-disrupt'];
    for (const stage of stages) {
      const { annotations = {} } = podOf(migratorJobWith({ stage })).metadata;
      const values = stage === 'execute' ? ['false', 'true'] : [undefined, undefined];
      expect(keeping.map((key) => annotations[key])).toEqual(values);
    }
  });

  it('lets no mesh put a proxy into the pod, which would outlive the migrator', () => {
    const { labels, annotations } = podOf().metadata;
    expect([labels?.['sidecar.istio.io/inject'], annotations?.['sidecar.istio.io/inject']]).toEqual(['false', 'false']);
    expect(annotations).toHaveProperty(['linkerd.io/inject'], 'disabled');
  });

  it('has no right that it does not need', () => {
    const { spec, copy, migrator } = podOf();
    expect(spec).toMatchObject({
      ...{ automountServiceAccountToken: false, enableServiceLinks: false },
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const { securityContext } of [copy, migrator])
      expect(securityContext).toEqual({
        ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        capabilities: { drop: ['ALL'] },
      });
    expect(spec).not.toHaveProperty('serviceAccountName');
  });

  it('asks for as much memory as it may use, so that no neighbour ends it', () => {
    for (const { resources } of [podOf().copy, podOf().migrator]) {
      expect(resources?.requests?.['memory']).toBe(resources?.limits?.['memory']);
      expect(resources).toMatchObject({ requests: { cpu: expect.any(String) }, limits: { cpu: expect.any(String) } });
    }
  });
});

describe("the migrator's container", () => {
  it("gets the migrations of the service's own image, read-only", () => {
    const { copy, migrator, spec } = podOf(migratorJobWith({}, { folder: '/app/db' }));
    expect(copy).toMatchObject({
      image: migratorJobWith().migration.image,
      command: ['cp', '-RL', '/app/db/.', '/tidegate/migrations/'],
      volumeMounts: [{ name: 'migrations', mountPath: '/tidegate/migrations' }],
    });
    expect(migrator.volumeMounts).toContainEqual({
      ...{ name: 'migrations', mountPath: '/tidegate/migrations', readOnly: true },
    });
    expect(spec.volumes).toContainEqual({ name: 'migrations', emptyDir: { sizeLimit: expect.any(String) } });
  });

  it('has its scratch folder in memory, and a control folder that may be empty', () => {
    const { volumes } = podOf().spec;
    expect(volumes).toContainEqual({ name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: expect.any(String) } });
    expect(volumes).toContainEqual({ name: 'control', configMap: { name: 'tidegate-shop-3', optional: true } });
  });

  it("gets the Secret's keys from the kubelet: the optional ones if they are there", () => {
    const env = Object.fromEntries((podOf().migrator.env ?? []).map((one) => [one.name, one.valueFrom?.secretKeyRef]));
    const { TIDEGATE_TERMINATION_LOG, ...ofSecret } = env;
    const key = (name: string) => ({ name: 'orders-database', key: name });
    expect(ofSecret).toEqual({
      TIDEGATE_DB_HOST: key('host'),
      TIDEGATE_DB_USER: key('user'),
      TIDEGATE_DB_PASSWORD: key('password'),
      TIDEGATE_DB_NAME: key('database'),
      TIDEGATE_DB_PORT: { ...key('port'), optional: true },
      TIDEGATE_DB_REPLICAS: { ...key('replicas'), optional: true },
      TIDEGATE_DB_CA: { ...key('ca'), optional: true },
    });
    const told = podOf().migrator.env?.find(({ name }) => name === 'TIDEGATE_TERMINATION_LOG')?.value;
    expect(told).toBe(podOf().migrator.terminationMessagePath);
  });

  it('is told the stage and the terms', () => {
    const { args = [] } = podOf(migratorJobWith({ stage: 'execute' }, { mode: 'contract' })).migrator;
    const line =
      '--migrations /tidegate/migrations --scratch /tidegate/scratch --control /tidegate/control --mode contract ' +
      '--migration shop-3 --max-lag 5 --max-load Threads_running=25 --critical-load Threads_running=100 --long-transaction 60';
    expect(args).toEqual(['execute', ...line.split(' ')]);
  });

  it('is told the baseline where there is one, be it 0', () => {
    const { args = [] } = podOf(migratorJobWith({}, { terms: { ...migrationTerms, baseline: 0 } })).migrator;
    expect(args[args.indexOf('--baseline') + 1]).toBe('0');
  });
});
