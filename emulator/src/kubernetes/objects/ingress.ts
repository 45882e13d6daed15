import type { KubeObject } from './meta.ts';

export type IngressBackend = {
  readonly service?: {
    readonly name: string;
    readonly port?: { readonly name?: string; readonly number?: number };
  };
  readonly resource?: { readonly kind: string; readonly name: string };
};
export type IngressPath = { readonly path?: string; readonly pathType: string; readonly backend: IngressBackend };
export type IngressRule = {
  readonly host?: string;
  readonly http?: { readonly paths: readonly IngressPath[] };
};
export type Ingress = KubeObject & {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly rules?: readonly IngressRule[];
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly hostname?: string; readonly ip?: string }[] };
  };
};
export type IngressClass = KubeObject & { readonly spec?: { readonly controller?: string } };
