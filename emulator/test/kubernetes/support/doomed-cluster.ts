// Starts a cluster with one pod, prints the port of the pod's process, and waits to be killed.

import { isReady } from '../../../src/kubernetes/objects/pod.ts';
import { startLab } from './lab.ts';
import { container, pod } from './manifests.ts';

const lab = await startLab(1);
await lab.core.createNamespacedPod({ namespace: 'home', body: pod('web', [container('stubborn')]) });
const started = await lab.until(() => lab.pods().find(isReady));
process.stdout.write(`${lab.network.at(started.status.podIP ?? '', 8080)?.hostPort}\n`);
