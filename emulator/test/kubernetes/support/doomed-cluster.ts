// Starts a cluster with one pod, prints the port of the pod's process and the folder of its volume, and waits to be killed.

import { isReady } from '../../../src/kubernetes/objects/pod.ts';
import { startLab } from './lab.ts';
import { container, pod } from './manifests.ts';

const lab = await startLab(1);
const main = container('stubborn', {
  env: [{ name: 'DATA', value: '/data' }],
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
});
await lab.core.createNamespacedPod({
  namespace: 'home',
  body: pod('web', [main], { volumes: [{ name: 'data', emptyDir: {} }] }),
});
const started = await lab.until(() => lab.pods().find(isReady));
const { value } = await lab.askPod(started, '/env?name=DATA');
process.stdout.write(`${lab.network.at(started.status.podIP ?? '', 8080)?.hostPort} ${value}\n`);
