import { fileURLToPath } from 'node:url';
import { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import type { Clock } from '../../../src/clock.ts';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { type Clusters, createClusters } from '../../../src/kubernetes/clusters.ts';
import type { Pod } from '../../../src/kubernetes/objects/pod.ts';
import { createNetwork } from '../../../src/network.ts';
import type { Image, Network } from '../../../src/ports.ts';
import { createRecorder, type Recorder } from '../../../src/recorder.ts';
import { createClock } from '../../../src/scaled-clock.ts';
import { seededRandom } from '../../../src/seeded-random.ts';
import { type FakeTargets, fakeTargets } from './fake-targets.ts';

const app = fileURLToPath(new URL('pod-app.mjs', import.meta.url));

/** A cluster with namespace `home`, in virtual time, with unmodified clients. */
export interface Lab {
  readonly clock: Clock;
  readonly clusters: Clusters;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly targets: FakeTargets;
  readonly recorder: Recorder;
  readonly images: Map<string, Image>;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly objects: KubernetesObjectApi;
  pods(): readonly Pod[];
  /** What the pod's process answers, past the API server. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  askPod(pod: Pod, path: string): Promise<any>;
  /** Waits for what `look` finds; it is asked after every change of the cluster, and now and then. */
  until<T>(look: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}

/** Starts a cluster whose images `web:1`, `web:2` … run the test program with that VERSION, and `web:MODE` in that mode. */
export async function startLab(scale = Number.POSITIVE_INFINITY): Promise<Lab> {
  const clock = createClock({ scale });
  const network = createNetwork();
  const targets = fakeTargets();
  const recorder = createRecorder();
  const images = new Map(['1', '2', 'crash', 'task', 'unready', 'stubborn'].map((tag) => [`web:${tag}`, imageOf(tag)]));
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(1) };
  const registry = { pull: (reference: string) => images.get(reference) };
  const clusters = createClusters(place, { network, registrar: targets, registry, recorder });
  const cluster = await clusters.create('lab');
  const kubeConfig = kubeConfigOf(cluster, cluster.token);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  await core.createNamespace({ body: { metadata: { name: 'home' } } });
  const until = <T>(look: () => T | undefined | false) => settled(cluster, look);
  await until(() => cluster.api.get('serviceaccounts', { namespace: 'home', name: 'default' }));
  return {
    clock,
    clusters,
    cluster,
    network,
    targets,
    recorder,
    images,
    core,
    apps: kubeConfig.makeApiClient(AppsV1Api),
    objects: KubernetesObjectApi.makeApiClient(kubeConfig),
    pods: () => cluster.api.list('pods', 'home'),
    async askPod(pod, path) {
      const answer = await fetch(`http://127.0.0.1:${network.at(pod.status.podIP ?? '', 8080)?.hostPort}${path}`);
      return answer.json();
    },
    until,
    async close() {
      await clusters.close();
      clock.close();
    },
  };
}

function imageOf(tag: string): Image {
  const isVersion = /^\d+$/.test(tag);
  const env = isVersion ? { VERSION: tag, MODE: '' } : { VERSION: tag, MODE: tag };
  return { repository: 'web', digest: `sha256:${tag}`, tags: [tag], command: ['node', app], env };
}

/** A client configuration as a kubeconfig of this cluster would give. */
export function kubeConfigOf({ endpoint, caData }: { endpoint: string; caData: string }, token: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'lab', server: endpoint, caData, skipTLSVerify: false },
    { name: 'me', token },
  );
  return kubeConfig;
}

function settled<T>(cluster: Cluster, look: () => T | undefined | false): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearInterval(poll);
      unsubscribe();
    };
    const check = () => {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        end();
        resolve(found);
      } catch (error) {
        end();
        reject(error);
      }
    };
    const unsubscribe = cluster.api.subscribe(check);
    const poll = setInterval(check, 5);
    check();
  });
}
