/** Kubernetes' own objects, of which only the fields are named that the preflight reads. */
export type Labels = Readonly<Record<string, string>>;

export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly managedFields?: readonly { readonly manager?: string }[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string }[];
}

/** A count, or a share of the replicas such as `25%`. */
export type CountOrShare = number | string;

export interface DeploymentFacts {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly selector: Selector;
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxSurge?: CountOrShare; readonly maxUnavailable?: CountOrShare };
    };
    readonly template: { readonly metadata?: Metadata; readonly spec: PodSpec };
  };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
  readonly topologySpreadConstraints?: readonly unknown[];
  readonly affinity?: { readonly podAntiAffinity?: unknown };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly readinessProbe?: Probe;
  readonly lifecycle?: {
    readonly preStop?: {
      readonly sleep?: { readonly seconds: number };
      readonly exec?: { readonly command?: readonly string[] };
      readonly httpGet?: unknown;
    };
  };
}

export interface Probe {
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
  readonly timeoutSeconds?: number;
}

export interface ServiceFacts {
  readonly metadata: Metadata;
  readonly spec: {
    readonly selector?: Labels;
    readonly ports?: readonly ServicePort[];
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
}

export interface BindingFacts {
  readonly metadata: Metadata;
}

export interface AutoscalerFacts {
  readonly metadata: Metadata;
  readonly spec: { readonly minReplicas?: number; readonly maxReplicas: number };
}

export interface BudgetFacts {
  readonly metadata: Metadata;
  readonly spec: {
    readonly minAvailable?: CountOrShare;
    readonly maxUnavailable?: CountOrShare;
    readonly selector?: Selector;
  };
}

export interface CronJobFacts {
  readonly metadata: Metadata;
  readonly spec: {
    readonly suspend?: boolean;
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } };
  };
}

/** What a ResourceQuota still has room for, by its resource name; cores, bytes or objects. */
export interface QuotaFacts {
  readonly name: string;
  readonly room: Readonly<Record<string, number>>;
}

/** Names of other workloads' settings that mention our Service's DNS name. Values are not kept: they may be secrets. */
export interface Caller {
  readonly where: string;
  readonly setting: string;
}

/** One environment. Whatever is undefined could not be read; a `null` deployment: there is none (yet). */
export interface EnvironmentFacts {
  readonly namespaceLabels: Labels | undefined;
  readonly deployment: DeploymentFacts | null | undefined;
  /** Services that select its pods; where there is no Deployment, those that are named like stable's. */
  readonly services: readonly ServiceFacts[] | undefined;
  readonly quotas: readonly QuotaFacts[] | undefined;
}

/** What surrounds the Deployment that users are on. */
export interface StableFacts extends EnvironmentFacts {
  /** TargetGroupBindings of its target group to one of its Services. */
  readonly bindings: readonly BindingFacts[] | undefined;
  readonly autoscalers: readonly AutoscalerFacts[] | undefined;
  readonly budgets: readonly BudgetFacts[] | undefined;
  /** The service account of its pods; `null`: none of its own. */
  readonly serviceAccount: { readonly metadata: Metadata } | null | undefined;
  readonly cronJobs: readonly CronJobFacts[] | undefined;
  /** Nodes that its running pods are on, one entry a pod. */
  readonly placement: readonly string[] | undefined;
}

/** A node that takes pods, with what is still free on it: cores, bytes, pods. */
export interface NodeFacts {
  readonly name: string;
  readonly zone: string | undefined;
  readonly free: PodSize & { readonly pods: number };
}

/** What a pod requests: cores and bytes. */
export interface PodSize {
  readonly cpu: number;
  readonly memoryBytes: number;
}

/** What is not of one environment. */
export interface ClusterFacts {
  readonly nodes: readonly NodeFacts[] | undefined;
  /** What one pod of stable requests. */
  readonly podSize: PodSize | undefined;
  readonly callers: readonly Caller[] | undefined;
}
