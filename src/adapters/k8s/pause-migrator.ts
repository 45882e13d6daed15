import type { V1ConfigMap, V1Pod } from '@kubernetes/client-node';
import type { MigratorJob } from '../../ports/migrator-jobs.ts';
import { controlName, jobName, labelsOf } from './migrator-names.ts';
import { hasEnded } from './migrator-sight.ts';
import type { KubernetesObjects } from './objects.ts';

/** While this key is in the ConfigMap, the copy waits. A person may set it, too: it stays until they take it away. */
const pauseKey = 'pause';
/** A change of a pod makes its kubelet look at its volumes at once, which it does by itself once in a minute or so. */
const noticed = 'tidegate.dev/control';

const isPaused = (control: V1ConfigMap | undefined): boolean => control?.data?.[pauseKey] !== undefined;

/** Lets the pause file of a Job appear or disappear in its running pod. A Job that is gone has nothing to pause. */
export const pauseMigrator = async (objects: KubernetesObjects, job: MigratorJob, paused: boolean): Promise<void> => {
  const { namespace } = job.migration;
  if ((await objects.get('Job', namespace, jobName(job))) === undefined) return;
  const name = controlName(job.ref);
  if (isPaused(await objects.get('ConfigMap', namespace, name)) !== paused) {
    const metadata = { name, namespace, labels: labelsOf(job.ref) };
    await objects.apply('ConfigMap', { metadata, data: paused ? { [pauseKey]: 'true' } : {} } as V1ConfigMap);
  }
  const pods = await objects.pods(namespace, `batch.kubernetes.io/job-name=${jobName(job)}`);
  for (const pod of pods.filter((one) => !hasEnded(one))) await notify(objects, pod, paused);
};

const notify = async (objects: KubernetesObjects, pod: V1Pod, paused: boolean): Promise<void> => {
  const { name = '', namespace = '', annotations = {} } = pod.metadata ?? {};
  const told = paused ? 'paused' : 'running';
  if ((annotations[noticed] ?? 'running') === told) return;
  try {
    await objects.merge('Pod', pod, { metadata: { annotations: { [noticed]: told } } });
  } catch (error) {
    if ((await objects.get('Pod', namespace, name)) !== undefined) throw error;
  }
};
