import type { MigrationProgress } from '../../src/contracts/migration/result.ts';
import type { Step } from '../../src/contracts/plan.ts';

/** The state machines that a rehearsal watches. */
export type MachineName = 'release' | 'migration';

/** An execution of a state machine, as far as it is known. Times are emulated epoch milliseconds. */
export interface ExecutionFacts {
  readonly machine: MachineName;
  readonly arn: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
  readonly transitions: number;
  readonly end: ExecutionEnd | undefined;
}

/**
 * `error` is the name of the Fail state's error; undefined when the execution succeeded. `queued`: only its request goes on.
 * `withdrawn`: an experiment that ended as planned. `idle`: a migration that had nothing to do.
 */
export interface ExecutionEnd {
  readonly at: number;
  readonly status: string;
  readonly error: string | undefined;
  readonly queued?: boolean;
  readonly withdrawn?: boolean;
  readonly idle?: boolean;
  readonly because: string;
}

/** Something that was seen to happen. `at` is emulated epoch milliseconds. */
export type Sighting = { readonly at: number } & (
  | { readonly kind: 'executionStarted'; readonly execution: ExecutionFacts }
  | { readonly kind: 'turnBegun'; readonly execution: string; readonly state: string; readonly step: Step | undefined }
  | { readonly kind: 'turnDone'; readonly execution: string; readonly state: string; readonly output: unknown }
  | {
      readonly kind: 'turnFailed';
      readonly execution: string;
      readonly state: string;
      readonly error: string;
      readonly cause: string;
    }
  | { readonly kind: 'executionEnded'; readonly execution: ExecutionFacts; readonly end: ExecutionEnd }
  | { readonly kind: 'weightsSet'; readonly change: WeightsSet }
  | { readonly kind: 'migrationProgress'; readonly progress: MigrationProgress }
  | { readonly kind: 'alarmFired'; readonly alarm: string }
  | { readonly kind: 'alarmCleared'; readonly alarm: string }
);

/** Weights that a call gave to the target groups of a rule, by target group ARN. */
export interface WeightsSet {
  readonly at: number;
  readonly by: string;
  /** Set on the rule of an A/B test; everybody's is meant otherwise. */
  readonly audience?: 'cohort';
  /** The rule gives everybody a maintenance answer. */
  readonly isClosed?: true;
  readonly weights: Readonly<Record<string, number>>;
}
