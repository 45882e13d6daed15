import { TidegateError } from '../../domain/errors.ts';
import { callFailed, isNamed } from './call-failed.ts';

/**
 * Errors that asking again never mends: this rule cannot be changed so.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html
 */
const refusals = [
  'IncompatibleProtocolsException',
  'InvalidConfigurationRequestException',
  'InvalidLoadBalancerActionException',
  'OperationNotPermittedException',
  'RuleNotFoundException',
  'TargetGroupAssociationLimitException',
  'TargetGroupNotFoundException',
  'TooManyActionsException',
  'TooManyUniqueTargetGroupsPerLoadBalancerException',
  'UnsupportedProtocolException',
  'ValidationError',
];

const failure = (action: string, error: unknown): TidegateError => {
  if (!isNamed(error, ...refusals)) return callFailed(action, error);
  const message = `the load balancer refuses ${action}: ${error.name}: ${error.message}`;
  return new TidegateError('RollbackActionRefused', message, { cause: error });
};

/** Runs one call on a rule: `RollbackActionRefused` where it can never be, else `CallFailed`. */
export const askingRule = async <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    throw failure(action, error);
  }
};
