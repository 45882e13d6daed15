import { beside, example, inPlace } from './example.ts';
import * as f from './facts.ts';

/** Of the pods themselves. */
export const podExamples = {
  'readiness-probe-missing': example(
    inPlace,
    f.withoutField('readinessProbe'),
    'error',
    'no readinessProbe',
    '"path":"/healthz"',
  ),
  'readiness-probe-slow': example(
    beside,
    f.withContainer({ readinessProbe: {} }),
    'warning',
    'after 31 s',
    '"periodSeconds":9',
  ),
  'pre-stop-missing': example(
    inPlace,
    f.withoutField('lifecycle'),
    'error',
    'no preStop',
    '"preStop":{"sleep":{"seconds":15}}',
  ),
  'pre-stop-short': example(
    inPlace,
    f.withContainer({ lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 5'] } } } }),
    'warning',
    'sleeps 5 s',
    '"preStop":{"exec":null,"sleep":{"seconds":15}}',
  ),
  'grace-too-short': example(
    inPlace,
    f.withPod({ terminationGracePeriodSeconds: 15 }),
    'warning',
    '15 s',
    'GracePeriodSeconds":45',
  ),
  'grace-shorter-than-drain': example(
    beside,
    f.withGroups({ attributes: { deregistrationDelaySeconds: 300, sticky: false } }),
    'warning',
    'target group 300 s',
    'deregistration_delay.timeout_seconds,Value=60',
  ),
  'deployment-paused': example(
    beside,
    f.withSpec({ paused: true }),
    'error',
    'paused',
    'kubectl rollout resume deployment orders',
  ),
  'strategy-recreate': example(
    inPlace,
    f.withSpec({ strategy: { type: 'Recreate' } }),
    'error',
    'Recreate',
    '"type":"RollingUpdate"',
  ),
  'rollout-stops-all-pods': example(
    inPlace,
    f.withSpec({ strategy: { rollingUpdate: { maxUnavailable: '100%' } } }),
    'error',
    '3 of 3',
    '"maxUnavailable":0',
  ),
  'rollout-stops-many-pods': example(
    inPlace,
    f.withSpec({ strategy: { rollingUpdate: { maxUnavailable: 1 } } }),
    'warning',
    '1 of 3',
    '"maxUnavailable":0',
  ),
  'available-too-early': example(
    inPlace,
    f.withStable({ namespaceLabels: {} }),
    'warning',
    '10 s',
    '"minReadySeconds":10',
  ),
  'single-replica': example(beside, f.withSpec({ replicas: 1 }), 'warning', 'one pod', '"replicas":2'),
  'one-node': example(
    beside,
    f.withStable({ placement: ['a', 'a', 'a'] }),
    'warning',
    'node a',
    'kubernetes.io/hostname',
  ),
  'one-zone': example(
    beside,
    f.withCluster({
      nodes: ['a', 'a', 'b'].map((zone, i) => ({
        ...{ name: ['node-a', 'node-b', 'node-c'][i] ?? '', zone, free: { cpu: 9, memoryBytes: 9e9, pods: 9 } },
      })),
    }),
    'warning',
    'zone a',
    'topology.kubernetes.io/zone',
  ),
  'spread-missing': example(
    beside,
    f.withPod({ topologySpreadConstraints: [] }),
    'warning',
    'neither',
    'ScheduleAnyway',
  ),
};
