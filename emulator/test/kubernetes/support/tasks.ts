import type { V1Container, V1Job, V1Pod } from '@kubernetes/client-node';
import type { Pod } from '../../../src/kubernetes/objects/pod.ts';
import type { Lab } from './lab.ts';

/** Pods that run a shell script to its end: image `tools` has the entrypoint `sh -c`. */
export function addTools(
  lab: Lab,
  folders: Readonly<Record<string, string>> = {},
  env: Record<string, string> = {},
): void {
  const image = { repository: 'tools', digest: `sha256:${'7'.repeat(64)}`, tags: ['1'], command: ['sh', '-c'], env };
  lab.images.set('tools:1', { ...image, folders });
}

/** A container that runs the script. */
export function script(text: string, more: Partial<V1Container> = {}): V1Container {
  return { name: 'main', image: 'tools:1', args: [text], ...more };
}

/** A pod that runs its containers once. */
export function task(name: string, containers: V1Container[], spec: object = {}): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'home' },
    spec: { restartPolicy: 'Never', containers, ...spec },
  };
}

/** A Job that runs the container once and takes every failure for the last. */
export function job(name: string, container: V1Container, spec: object = {}, pod: object = {}): V1Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'home' },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [container], ...pod } },
      ...spec,
    },
  };
}

/** Creates the pod and waits for its end. */
export async function runToEnd(lab: Lab, body: V1Pod): Promise<Pod> {
  const name = body.metadata?.name ?? '';
  await lab.core.createNamespacedPod({ namespace: 'home', body });
  return lab.until(() => {
    const pod = lab.cluster.api.get('pods', { namespace: 'home', name });
    return (pod?.status.phase === 'Succeeded' || pod?.status.phase === 'Failed') && pod;
  });
}

/** What a pod's container wrote. */
export function logOf(lab: Lab, name: string, container = 'main'): Promise<string> {
  return lab.core.readNamespacedPodLog({ namespace: 'home', name, container });
}
