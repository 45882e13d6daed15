import { entriesAt, itemsAt, textAt } from './fields.ts';

/** Fields of a pod that name an object of its namespace, with the field in them that has the name. */
const referring: Readonly<Record<string, readonly [kind: string, ...nameFields: string[]]>> = {
  configMap: ['ConfigMap', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  configMapKeyRef: ['ConfigMap', 'name'],
  secret: ['Secret', 'secretName', 'name'],
  secretRef: ['Secret', 'name'],
  secretKeyRef: ['Secret', 'name'],
  nodePublishSecretRef: ['Secret', 'name'],
};

/** What a pod refers to, as `ConfigMap/orders-env`: by environment, volumes, pull secrets and service account. */
export const podReferences = (podSpec: unknown): ReadonlySet<string> => {
  const account = textAt(podSpec, 'serviceAccountName') ?? textAt(podSpec, 'serviceAccount');
  return new Set([
    ...referencesWithin(podSpec),
    ...pullSecretReferences(podSpec),
    ...(account === undefined ? [] : [`ServiceAccount/${account}`]),
  ]);
};

/** Pull secrets of a pod or of a service account. */
export const pullSecretReferences = (holder: unknown): readonly string[] =>
  itemsAt(holder, 'imagePullSecrets').flatMap((secret) => {
    const name = textAt(secret, 'name');
    return name === undefined ? [] : [`Secret/${name}`];
  });

const referencesWithin = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap(referencesWithin)
    : entriesAt(value).flatMap(([key, inner]) => [...referenceOf(key, inner), ...referencesWithin(inner)]);

const referenceOf = (key: string, value: unknown): readonly string[] => {
  const [kind, ...nameFields] = referring[key] ?? [];
  const name = nameFields.map((field) => textAt(value, field)).find((text) => text !== undefined);
  return kind === undefined || name === undefined ? [] : [`${kind}/${name}`];
};
