import type { V1PodTemplateSpec } from '@kubernetes/client-node';

/** The image of a container in a template; undefined where there is no such container. */
export const imageOf = (template: V1PodTemplateSpec | undefined, container: string): string | undefined =>
  template?.spec?.containers.find(({ name }) => name === container)?.image;

/** The template with another image in one container, and with these labels on its pods. */
export const withImage = (
  template: V1PodTemplateSpec,
  container: string,
  image: string,
  labels: Readonly<Record<string, string>> = {},
): V1PodTemplateSpec => {
  const { spec, metadata } = template;
  if (spec === undefined) return template;
  const containers = spec.containers.map((one) => (one.name === container ? { ...one, image } : one));
  return {
    ...template,
    metadata: { ...metadata, labels: { ...metadata?.labels, ...labels } },
    spec: { ...spec, containers },
  };
};

/** The label by which a Deployment tells its ReplicaSets apart; it is in their templates, and must not be in its own. */
const hashLabel = 'pod-template-hash';

/** A ReplicaSet's template as its Deployment had it. */
export const withoutHash = (template: V1PodTemplateSpec): V1PodTemplateSpec => {
  const { [hashLabel]: hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
};
