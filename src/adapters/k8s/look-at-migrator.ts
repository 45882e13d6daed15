import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node';
import type { JobSight, MigratorJob } from '../../ports/migrator-jobs.ts';
import type { ApiServer } from './api-server.ts';
import { type Look, lookAt } from './inspect-look.ts';
import { isLost } from './lost-pod.ts';
import { jobName } from './migrator-names.ts';
import { latestProgress } from './migrator-progress.ts';
import { sightOf } from './migrator-sight.ts';
import type { KubernetesObjects } from './objects.ts';

/** The cluster in which the Jobs are. */
export interface JobsReach {
  readonly server: ApiServer;
  readonly objects: KubernetesObjects;
}

/** How a Job stands at this moment, which is ISO 8601. */
export const lookAtJob = async ({ server, objects }: JobsReach, asked: MigratorJob, now: string): Promise<JobSight> => {
  const job = await objects.get('Job', asked.migration.namespace, jobName(asked));
  if (job === undefined) return { state: 'absent' };
  const pod = newest(await podsOf(objects, job));
  if (pod === undefined && job.metadata?.deletionTimestamp !== undefined) return { state: 'absent' };
  const look = lookAt(server);
  const sight = sightOf(asked, { job, pod, isLost: pod !== undefined && (await isLost(look, pod, now)), now });
  if (sight.state === 'running' && pod !== undefined) return { ...sight, progress: await latestProgress(server, pod) };
  if (sight.state !== 'starting' || sight.stuck === null || pod !== undefined) return sight;
  return { ...sight, stuck: (await refusedPod(look, job)) ?? sight.stuck };
};

/** By the Job's uid: a former Job may have had the same name. */
const podsOf = (objects: KubernetesObjects, { metadata }: V1Job): Promise<readonly V1Pod[]> =>
  objects.pods(metadata?.namespace ?? '', `batch.kubernetes.io/controller-uid=${metadata?.uid}`);

const newest = (pods: readonly V1Pod[]): V1Pod | undefined =>
  pods.toSorted((one, other) => createdMs(other) - createdMs(one))[0];

const createdMs = ({ metadata }: V1Pod): number => +new Date(metadata?.creationTimestamp ?? 0);

/** Why a Job gets no pod, in the words of the quota or policy that refuses it; undefined where no event tells, or we may see none. */
const refusedPod = async (look: Look, { metadata }: V1Job): Promise<string | undefined> => {
  const { namespace = '', uid } = metadata ?? {};
  const events = await look.list<CoreV1Event>({ apiVersion: 'v1', plural: 'events', namespace });
  const refused = events?.filter(
    ({ involvedObject, reason }) => involvedObject.uid === uid && reason === 'FailedCreate',
  );
  const latest = refused?.toSorted((one, other) => seenMs(other) - seenMs(one))[0];
  return latest && `no pod of it can be created: ${latest.message}`;
};

const seenMs = ({ lastTimestamp, eventTime }: CoreV1Event): number => +new Date(lastTimestamp ?? eventTime ?? 0);
