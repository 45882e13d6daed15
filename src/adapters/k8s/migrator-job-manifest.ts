import type { V1Container, V1Job, V1PodSpec, V1Volume } from '@kubernetes/client-node';
import type { Stage } from '../../contracts/migration/result.ts';
import type { MigratorJob } from '../../ports/migrator-jobs.ts';
import { environment, terminationLog } from './migrator-environment.ts';
import { containers, controlName, jobName, labelsOfJob, migrationId } from './migrator-names.ts';

/**
 * The Job of one try of a stage. A killed pod is not replaced: the next try is another Job, which finds out what this one left behind.
 * The pod may run where Pod Security enforces `restricted`.
 */
export const migratorJobManifest = (job: MigratorJob): V1Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: jobName(job), namespace: job.migration.namespace, labels: labelsOfJob(job) },
  spec: {
    backoffLimit: 0,
    podReplacementPolicy: 'Failed',
    activeDeadlineSeconds: deadlineSeconds(job),
    ttlSecondsAfterFinished: 24 * 3600,
    template: {
      metadata: { labels: { ...labelsOfJob(job), ...withoutSidecar }, annotations: annotationsOf(job) },
      spec: podSpec(job),
    },
  },
});

/** The uid of migrator/Dockerfile. */
export const migratorUid = 10001;

const minute = 60;
const deadlines: Readonly<Record<Exclude<Stage, 'execute'>, number>> = {
  validate: 15 * minute,
  plan: 30 * minute,
  verify: 30 * minute,
  clean: 30 * minute,
};

/** Pulling its images counts, and waiting for a node. */
const deadlineSeconds = ({ stage, migration }: MigratorJob): number =>
  stage === 'execute' ? migration.terms.withinSeconds : deadlines[stage];

/** A mesh's proxy would outlive the migrator, and its Job with it. */
const withoutSidecar = { 'sidecar.istio.io/inject': 'false' };

/** A copy of hours begins anew when its node is taken away to save money. */
const staysOnItsNode = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

const annotationsOf = ({ stage }: MigratorJob): Record<string, string> => ({
  ...withoutSidecar,
  'linkerd.io/inject': 'disabled',
  ...(stage === 'execute' ? staysOnItsNode : {}),
});

const podSpec = (job: MigratorJob): V1PodSpec => ({
  restartPolicy: 'Never',
  terminationGracePeriodSeconds: 60,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    ...{ runAsNonRoot: true, runAsUser: migratorUid, runAsGroup: migratorUid },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  initContainers: [copyContainer(job)],
  containers: [migratorContainer(job)],
  volumes: volumesOf(job),
});

const folders = {
  migrations: '/tidegate/migrations',
  scratch: '/tidegate/scratch',
  control: '/tidegate/control',
} as const;

/** The folder for files with a password in them is memory. Control files come and go while the migrator runs. */
const volumesOf = ({ ref }: MigratorJob): V1Volume[] => [
  { name: 'migrations', emptyDir: { sizeLimit: '64Mi' } },
  { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
  { name: 'control', configMap: { name: controlName(ref), optional: true } },
];

/** What both containers have: no right that copying files or speaking to a database does not need. */
const lockedDown: Pick<V1Container, 'securityContext' | 'resources'> = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '512Mi' } },
};

/**
 * Runs the service's image as the migrator's user, whatever user that image has: it needs `cp`, and a folder whose files everybody
 * may read. Links are followed, as they would lead nowhere in the other container.
 */
const copyContainer = ({ migration }: MigratorJob): V1Container => ({
  name: containers.copy,
  image: migration.image,
  command: ['cp', '-RL', `${migration.folder}/.`, `${folders.migrations}/`],
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: [{ name: 'migrations', mountPath: folders.migrations }],
  ...lockedDown,
});

const migratorContainer = (job: MigratorJob): V1Container => ({
  name: containers.migrator,
  image: job.migration.migrator,
  args: argumentsOf(job),
  env: environment(job.migration.secret),
  terminationMessagePath: terminationLog,
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: [
    { name: 'migrations', mountPath: folders.migrations, readOnly: true },
    { name: 'scratch', mountPath: folders.scratch },
    { name: 'control', mountPath: folders.control, readOnly: true },
  ],
  ...lockedDown,
});

const argumentsOf = ({ ref, stage, migration: { mode, terms } }: MigratorJob): string[] => [
  stage,
  ...['--migrations', folders.migrations, '--scratch', folders.scratch, '--control', folders.control],
  ...['--mode', mode, '--migration', migrationId(ref)],
  ...(terms.baseline === undefined ? [] : ['--baseline', String(terms.baseline)]),
  ...['--max-lag', String(terms.maxLagSeconds), '--max-load', terms.maxLoad, '--critical-load', terms.criticalLoad],
  ...['--long-transaction', String(terms.longTransactionSeconds)],
];
