import type { Action, TargetGroupStickinessConfig, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { invalidConfiguration } from './attributes.ts';
import { notEmulated, requireWholeNumber, validationError } from './faults.ts';
import type { LoadBalancer, Model, TargetGroup } from './model.ts';
import { targetGroupOf } from './target-groups.ts';

const MOST_TARGET_GROUPS = 5;
const MOST_WEIGHT = 999;
const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];
const MOST_STICKY_SECONDS = 604_800;

/** The one action of a rule in DescribeRules' normal form; throws for what AWS refuses or this emulator does not model. */
export function readAction(model: Model, loadBalancer: LoadBalancer, actions: readonly Action[]): Action {
  const [action, ...others] = actions;
  if (!action) throw validationError('A rule must have exactly one forward, redirect or fixed-response action');
  if (others.length > 0) throw notEmulated('A rule with more than one action');
  const order = action.Order === undefined ? {} : { Order: action.Order };
  if (action.Type === 'fixed-response') return { ...readFixedResponse(action), ...order };
  if (action.Type === 'redirect') return { ...readRedirect(action), ...order };
  if (action.Type !== 'forward') throw notEmulated(`A ${action.Type} action`);
  return { ...readForward(model, loadBalancer, action), ...order };
}

function readFixedResponse({ FixedResponseConfig: config }: Action): Action {
  if (!config || !/^[245]\d\d$/.test(config.StatusCode ?? '')) {
    throw new ServiceError(
      'InvalidLoadBalancerActionException',
      'A fixed response needs a status code 2XX, 4XX or 5XX',
    );
  }
  const { ContentType } = config;
  if (ContentType !== undefined && !CONTENT_TYPES.includes(ContentType)) {
    throw validationError(`The content type of a fixed response must be one of ${CONTENT_TYPES.join(' | ')}`);
  }
  if ((config.MessageBody ?? '').length > 1024) throw validationError('A fixed response has at most 1024 characters');
  return { Type: 'fixed-response', FixedResponseConfig: { ...config } };
}

/** Unset parts keep the request's own value. See RedirectActionConfig in the API reference. */
function readRedirect({ RedirectConfig: config }: Action): Action {
  if (!config || !/^HTTP_30[12]$/.test(config.StatusCode ?? '')) {
    throw new ServiceError('InvalidLoadBalancerActionException', 'A redirect needs a status code HTTP_301 or HTTP_302');
  }
  const kept = { Protocol: '#{protocol}', Port: '#{port}', Host: '#{host}', Path: '/#{path}', Query: '#{query}' };
  const redirect = { ...kept, ...config };
  const changed = (['Protocol', 'Port', 'Host', 'Path'] as const).some((part) => redirect[part] !== kept[part]);
  if (!changed) {
    const message = 'A redirect must change the protocol, port, host or path, or it would never end';
    throw new ServiceError('InvalidLoadBalancerActionException', message);
  }
  return { Type: 'redirect', RedirectConfig: redirect };
}

function readForward(model: Model, loadBalancer: LoadBalancer, action: Action): Action {
  const tuples = readTuples(action);
  const stickiness = readStickiness(action.ForwardConfig?.TargetGroupStickinessConfig);
  const groups = tuples.map(({ TargetGroupArn }) => targetGroupOf(model, TargetGroupArn));
  const elsewhere = groups.find((group) => group.loadBalancer && group.loadBalancer !== loadBalancer);
  if (elsewhere) throw associationLimit(elsewhere);
  if (groups.length > 1 && !stickiness.Enabled && groups.some(isSticky)) {
    throw invalidConfiguration(
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
    );
  }
  const only = tuples.length === 1 ? tuples[0]?.TargetGroupArn : undefined;
  const forward = { TargetGroups: tuples, TargetGroupStickinessConfig: stickiness };
  return { Type: 'forward', ...(only ? { TargetGroupArn: only } : {}), ForwardConfig: forward };
}

function readTuples({ TargetGroupArn, ForwardConfig }: Action): TargetGroupTuple[] {
  const tuples = ForwardConfig?.TargetGroups ?? (TargetGroupArn ? [{ TargetGroupArn }] : []);
  if (tuples.length === 0) throw validationError('A forward action must name at least one target group');
  if (tuples.length > MOST_TARGET_GROUPS) {
    throw validationError(
      `A forward action can name at most ${MOST_TARGET_GROUPS} target groups; got ${tuples.length}`,
    );
  }
  const arns = new Set(tuples.map((tuple) => tuple.TargetGroupArn));
  if (arns.size < tuples.length) throw validationError('A target group can be in a forward action only once');
  if (TargetGroupArn && !(arns.size === 1 && arns.has(TargetGroupArn))) {
    throw validationError('TargetGroupArn must be the only target group in ForwardConfig when both are specified');
  }
  return tuples.map((tuple) => ({
    ...(tuple.TargetGroupArn === undefined ? {} : { TargetGroupArn: tuple.TargetGroupArn }),
    Weight: readWeight(tuple.Weight, tuples.length),
  }));
}

function readWeight(weight: number | undefined, groups: number): number {
  const value = weight ?? (groups === 1 ? 1 : undefined);
  if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= MOST_WEIGHT) return value;
  throw validationError(`The weight for each target group must be between 0 and ${MOST_WEIGHT}, inclusive`);
}

function readStickiness(config: TargetGroupStickinessConfig | undefined): TargetGroupStickinessConfig {
  const seconds = config?.DurationSeconds;
  requireWholeNumber('Target group stickiness duration', seconds, 1, MOST_STICKY_SECONDS);
  if (config?.Enabled && seconds === undefined) {
    throw validationError('Target group stickiness needs DurationSeconds when it is enabled');
  }
  return { Enabled: config?.Enabled ?? false, ...(seconds === undefined ? {} : { DurationSeconds: seconds }) };
}

function isSticky(group: TargetGroup): boolean {
  return group.attributes.get('stickiness.enabled') === 'true';
}

function associationLimit(group: TargetGroup): ServiceError {
  return new ServiceError(
    'TargetGroupAssociationLimitException',
    `The following target groups cannot be associated with more than one load balancer: ${group.arn}`,
  );
}
