import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { AlarmRule } from './alarm-rule.ts';
import type { NotifiedCondition } from './notification.ts';
import type { Query } from './queries.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A state with why and since when (emulated epoch milliseconds). `reasonData` is a JSON text. */
export interface StateRecord {
  readonly value: AlarmState;
  readonly reason: string;
  readonly reasonData?: string;
  readonly at: number;
}

/** What metric and composite alarms have in common. */
export interface AlarmSettings {
  readonly name: string;
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

export type ComparisonOperator =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';
export type MissingDataTreatment = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** How a metric alarm judges. `observed` is the one query that returns data. */
export interface MetricCondition {
  readonly kind: 'metric';
  readonly queries: readonly Query[];
  readonly observed: Query;
  /** The alarm was given as MetricName and Statistic, not as Metrics. */
  readonly isPlain: boolean;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly operator: ComparisonOperator;
  readonly treatMissingData: MissingDataTreatment;
}
export interface CompositeCondition {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
}

/** An alarm; `configuration` is how events describe it, `notified` how notifications do. */
export interface Alarm {
  readonly arn: string;
  settings: AlarmSettings;
  condition: MetricCondition | CompositeCondition;
  configuration: unknown;
  notified: NotifiedCondition;
  configuredAt: number;
  state: StateRecord;
  readonly tags: readonly Tag[];
  /** Ends what is scheduled for this alarm. */
  cancel: () => void;
}
