import type { Target } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../service.ts';

/** What can stand behind a target's ARN here. */
export type TargetKind = 'function' | 'stateMachine';

/** Default and greatest retry policy: 24 hours and 185 attempts. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const retryLimits = { attempts: 185, ageSeconds: 86_400, leastAgeSeconds: 60 };

/** Retries of one target: `ageMs` in emulated milliseconds since the event came in. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly ageMs: number;
}

/** The retry policy of a target, with EventBridge's defaults. */
export function retryPolicyOf(target: Target): RetryPolicy {
  const ageSeconds = target.RetryPolicy?.MaximumEventAgeInSeconds ?? retryLimits.ageSeconds;
  return { attempts: target.RetryPolicy?.MaximumRetryAttempts ?? retryLimits.attempts, ageMs: ageSeconds * 1_000 };
}

/** Lambda functions and state machines are emulated; other targets answer NotImplemented. */
export function kindOf(arn: string): TargetKind {
  if (/^arn:aws:lambda:[^:]+:\d+:function:[^:]+(:[^:]+)?$/.test(arn)) return 'function';
  if (/^arn:aws:states:[^:]+:\d+:stateMachine:[^:]+$/.test(arn)) return 'stateMachine';
  if (!/^arn:aws:/.test(arn)) {
    throw new ServiceError(
      'ValidationException',
      `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  throw new ServiceError(
    'NotImplemented',
    `The emulator's rules reach Lambda functions and state machines, not ${arn}.`,
    501,
  );
}

/** Refuses what PutTargets refuses. */
export function checkTarget(target: Target): void {
  const id = target.Id ?? '';
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id))
    throw invalid(`Target id "${id}" must have 1 to 64 of the characters . - _ A-Z a-z 0-9.`);
  const kind = kindOf(target.Arn ?? '');
  if (kind === 'stateMachine' && !target.RoleArn) throw invalid(`RoleArn is required for target ${target.Arn}.`);
  if (target.DeadLetterConfig) {
    throw new ServiceError(
      'NotImplemented',
      `The emulator has no SQS, so target ${id} cannot have a DeadLetterConfig.`,
      501,
    );
  }
  checkInput(id, target);
  checkRetryPolicy(id, target);
}

function checkInput(id: string, target: Target): void {
  const given = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (given.length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  if (target.Input !== undefined && !isJson(target.Input))
    throw invalid(`JSON syntax error in input for target ${id}.`);
  const paths = Object.entries(target.InputTransformer?.InputPathsMap ?? {});
  if (paths.length > 100) throw invalid(`InputPathsMap of target ${id} has more than 100 variables.`);
  const reserved = paths.find(([name]) => name.startsWith('AWS') || name.startsWith('aws.'));
  if (reserved) throw invalid(`InputPathsMap of target ${id} must not name a variable ${reserved[0]}.`);
}

function checkRetryPolicy(id: string, target: Target): void {
  const { MaximumRetryAttempts: attempts = 0, MaximumEventAgeInSeconds: age = retryLimits.ageSeconds } =
    target.RetryPolicy ?? {};
  if (attempts < 0 || attempts > retryLimits.attempts)
    throw invalid(`MaximumRetryAttempts of target ${id} must be 0 to 185.`);
  if (age < retryLimits.leastAgeSeconds || age > retryLimits.ageSeconds) {
    throw invalid(`MaximumEventAgeInSeconds of target ${id} must be 60 to 86400.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
