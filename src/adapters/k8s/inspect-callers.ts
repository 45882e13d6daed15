import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import type { Caller } from '../../ports/inspection/cluster-facts.ts';

/** Our own Service, and the Deployments that are not callers of it. */
export interface Called {
  readonly namespace: string;
  readonly services: readonly string[];
  /** `namespace/name` of our own Deployments. */
  readonly own: readonly string[];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** From anywhere by `service.namespace`, within the namespace also by `//service` or `service:port`. */
const mentionOf = ({ namespace, services }: Called, from: string): RegExp | undefined => {
  if (services.length === 0) return undefined;
  const names = `(?:${services.map(escaped).join('|')})`;
  const anywhere = `(?<![\\w.-])${names}\\.${escaped(namespace)}(?![\\w-])`;
  const near = `|//${names}(?![\\w.-])|^${names}:\\d+$`;
  return new RegExp(from === namespace ? anywhere + near : anywhere);
};

interface Setting {
  readonly namespace: string;
  readonly where: string;
  readonly setting: string;
  readonly text: string;
}

const settingsOfDeployment = ({ metadata, spec }: V1Deployment): readonly Setting[] => {
  const { namespace = '', name } = metadata ?? {};
  const where = `Deployment ${namespace}/${name}`;
  return (spec?.template.spec?.containers ?? []).flatMap(({ env = [] }) =>
    env.map(({ name: setting, value = '' }) => ({ namespace, where, setting, text: value })),
  );
};

const settingsOfConfigMap = ({ metadata, data = {} }: V1ConfigMap): readonly Setting[] => {
  const { namespace = '', name } = metadata ?? {};
  const where = `ConfigMap ${namespace}/${name}`;
  return Object.entries(data).map(([setting, text]) => ({ namespace, where, setting, text }));
};

/** Who names our Service in an environment variable or a ConfigMap. Secrets are not looked into. */
export const callersOf = (
  called: Called,
  deployments: readonly V1Deployment[],
  configMaps: readonly V1ConfigMap[],
): readonly Caller[] => {
  const others = deployments.filter(({ metadata }) => !called.own.includes(`${metadata?.namespace}/${metadata?.name}`));
  return [...others.flatMap(settingsOfDeployment), ...configMaps.flatMap(settingsOfConfigMap)]
    .filter(({ namespace, text }) => mentionOf(called, namespace)?.test(text) === true)
    .map(({ where, setting }) => ({ where, setting }));
};
