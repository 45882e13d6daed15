import type { PutRuleRequest, RuleState, Target } from '@aws-sdk/client-eventbridge';

/** A rule as a template declares it: a pattern (JSON value) or a schedule, with its targets. */
export interface RuleDefinition {
  readonly name: string;
  readonly description?: string;
  readonly pattern?: unknown;
  readonly scheduleExpression?: string;
  /** `ENABLED` when left out. */
  readonly state?: string;
  readonly targets: readonly TargetDefinition[];
}

/** `roleArn` is required for state machines; at most one of the inputs may be given. */
export interface TargetDefinition {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** JSON text. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: {
    readonly inputPathsMap?: Readonly<Record<string, string>>;
    readonly inputTemplate: string;
  };
  readonly retryPolicy?: { readonly maximumRetryAttempts?: number; readonly maximumEventAgeInSeconds?: number };
}

/** The PutRule request that a definition stands for. */
export function ruleRequestOf(definition: RuleDefinition): PutRuleRequest {
  return {
    Name: definition.name,
    Description: definition.description,
    EventPattern: definition.pattern === undefined ? undefined : JSON.stringify(definition.pattern),
    ScheduleExpression: definition.scheduleExpression,
    State: definition.state as RuleState | undefined,
  };
}

/** The PutTargets entry that a definition stands for. */
export function targetOf(target: TargetDefinition): Target {
  const { inputTransformer: transformer, retryPolicy: policy } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    InputPath: target.inputPath,
    InputTransformer: transformer && {
      InputPathsMap: transformer.inputPathsMap,
      InputTemplate: transformer.inputTemplate,
    },
    RetryPolicy: policy && {
      MaximumRetryAttempts: policy.maximumRetryAttempts,
      MaximumEventAgeInSeconds: policy.maximumEventAgeInSeconds,
    },
  };
}
