import type { V1EnvVar } from '@kubernetes/client-node';

/** Where the migrator leaves its result; the kubelet makes the file. */
export const terminationLog = '/dev/termination-log';

const needed = {
  TIDEGATE_DB_HOST: 'host',
  TIDEGATE_DB_USER: 'user',
  TIDEGATE_DB_PASSWORD: 'password',
  TIDEGATE_DB_NAME: 'database',
};
const optional = { TIDEGATE_DB_PORT: 'port', TIDEGATE_DB_REPLICAS: 'replicas', TIDEGATE_DB_CA: 'ca' };

/** The migrator's environment. What the Secret says is put in by the kubelet: it is in no manifest. */
export const environment = (secret: string): V1EnvVar[] => [
  ...Object.entries(needed).map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } })),
  ...Object.entries(optional).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key, optional: true } },
  })),
  { name: 'TIDEGATE_TERMINATION_LOG', value: terminationLog },
];
