/** A kubeconfig with one cluster, one user and one context, all of the cluster's name. */
export interface KubeConfig {
  readonly apiVersion: 'v1';
  readonly kind: 'Config';
  readonly 'current-context': string;
  readonly clusters: readonly { readonly name: string; readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[];
  readonly contexts: readonly { readonly name: string; readonly context: Readonly<Record<string, string>> }[];
}

/** The kubeconfig that reaches a cluster with a bearer token. */
export function kubeConfig(access: {
  readonly name: string;
  readonly endpoint: string;
  readonly caData: string;
  readonly token: string;
}): KubeConfig {
  const { name, endpoint, caData, token } = access;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: endpoint, 'certificate-authority-data': caData } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
}
