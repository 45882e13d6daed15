import type { Json } from './json.ts';
import type { Condition, KubeObject, Labels, NewMeta } from './meta.ts';
import type { IntOrString } from './pod.ts';

export type ServicePort = {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: IntOrString;
};
export type Service = KubeObject & {
  readonly spec: {
    readonly type: string;
    readonly clusterIP?: string;
    readonly selector?: Labels;
    readonly ports?: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
  };
};

export type ConfigMap = KubeObject & {
  readonly data?: Labels;
  readonly binaryData?: Labels;
  readonly immutable?: boolean;
};
export type Secret = KubeObject & { readonly data?: Labels; readonly type?: string; readonly immutable?: boolean };

export type Namespace = KubeObject & {
  readonly spec: { readonly finalizers?: readonly string[] };
  readonly status: { readonly phase: string; readonly conditions?: readonly Condition[] };
};

export type Taint = { readonly key: string; readonly value?: string; readonly effect: string };
export type Node = KubeObject & {
  readonly spec: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
  readonly status: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  };
};

export type ObjectReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
};
export type Event = KubeObject & {
  readonly involvedObject: ObjectReference;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component: string };
  readonly count: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
};

export type EndpointSlice = KubeObject & {
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
};
export type Endpoint = {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean };
  readonly nodeName?: string;
  readonly targetRef: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
};

export type TargetGroupBinding = KubeObject & {
  readonly spec: {
    readonly targetGroupARN: string;
    readonly serviceRef: { readonly name: string; readonly port: IntOrString };
    readonly targetType?: string;
  };
  readonly status?: { readonly observedGeneration?: number };
};

/** An object as a client or controller hands it in: the server fills in the rest. */
export type NewObject = { readonly apiVersion: string; readonly kind: string; readonly metadata: NewMeta } & {
  readonly [field: string]: Json;
};
