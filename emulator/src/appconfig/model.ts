import type { DeploymentEvent, DeploymentState, GrowthType, ReplicateTo } from '@aws-sdk/client-appconfig';

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly environments: Map<string, Environment>;
  readonly profiles: Map<string, Profile>;
}

export interface Environment {
  readonly id: string;
  readonly applicationId: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** Oldest first; a deployment's number is its place, counted from 1. */
  readonly deployments: Deployment[];
}

export interface Profile {
  readonly id: string;
  readonly applicationId: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** `AWS.AppConfig.FeatureFlags` or `AWS.Freeform`. */
  readonly type: string;
  readonly locationUri: string;
  /** Oldest first; a version's number is its place, counted from 1. */
  readonly versions: HostedVersion[];
}

export interface HostedVersion {
  readonly number: number;
  readonly label?: string | undefined;
  readonly description?: string | undefined;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface Strategy {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly durationMinutes: number;
  readonly bakeMinutes: number;
  readonly growthType: GrowthType;
  /** Percent. */
  readonly growthFactor: number;
  readonly replicateTo: ReplicateTo;
}

/** Moves on with the clock: that is why its progress is mutable. */
export interface Deployment {
  readonly number: number;
  readonly environmentId: string;
  readonly profile: Profile;
  readonly version: HostedVersion;
  readonly strategy: Strategy;
  readonly description?: string | undefined;
  readonly startedAt: Date;
  /** Newest first. */
  readonly events: DeploymentEvent[];
  state: DeploymentState;
  percentage: number;
  completedAt?: Date;
}

export const featureFlags = 'AWS.AppConfig.FeatureFlags';
export const freeform = 'AWS.Freeform';
