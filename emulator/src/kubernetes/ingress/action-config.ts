import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IntOrString } from '../objects/pod.ts';
import { BuildError } from './build-error.ts';
import { GoFields } from './go-fields.ts';

/** An action as the `actions.<name>` annotation says it, checked as pkg/ingress/config_types.go does. */
export type ActionConfig = ForwardConfig | { readonly kind: 'answer'; readonly action: Action };
export interface ForwardConfig {
  readonly kind: 'forward';
  readonly targets: readonly TargetConfig[];
  readonly stickySeconds: number | undefined;
}
export type TargetConfig = (
  | { readonly arn: string }
  | { readonly service: string; readonly servicePort: IntOrString }
) & { readonly weight: number };

/** Reads an annotation's JSON; throws BuildError for what the controller refuses. */
export function readActionConfig(json: unknown): ActionConfig {
  const fields = new GoFields(json, 'Action');
  const type = fields.text('type');
  switch (type) {
    case 'forward':
      return readForward(fields);
    case 'fixed-response':
      return readFixedResponse(fields);
    case 'redirect':
      return readRedirect(fields);
    default:
      throw new BuildError(`unknown action type: ${type ?? ''}`);
  }
}

/** The forward to one service that a plain backend stands for. */
export function forwardTo(service: string, servicePort: IntOrString): ForwardConfig {
  return { kind: 'forward', targets: [{ service, servicePort, weight: 1 }], stickySeconds: undefined };
}

/** The answer by the load balancer itself. */
export function fixedResponse(StatusCode: string, MessageBody?: string): ActionConfig {
  const body = MessageBody === undefined ? {} : { MessageBody };
  const FixedResponseConfig = { StatusCode, ContentType: 'text/plain', ...body };
  return { kind: 'answer', action: { Type: 'fixed-response', FixedResponseConfig } };
}

function readForward(fields: GoFields): ForwardConfig {
  const arn = fields.text('targetGroupARN');
  const config = fields.object('forwardConfig', 'ForwardActionConfig');
  if ((arn === undefined) === (config === undefined)) {
    throw new BuildError('precisely one of TargetGroupARN and ForwardConfig can be specified');
  }
  if (arn !== undefined) return { kind: 'forward', targets: [{ arn, weight: 1 }], stickySeconds: undefined };
  const given = config?.objects('targetGroups', 'TargetGroupTuple') ?? [];
  return {
    kind: 'forward',
    targets: given.map((target) => readTarget(target, given.length)),
    stickySeconds: readStickiness(config?.object('targetGroupStickinessConfig', 'TargetGroupStickinessConfig')),
  };
}

function readTarget(fields: GoFields, count: number): TargetConfig {
  const [arn, service] = [fields.text('targetGroupARN'), fields.text('serviceName')];
  const servicePort = fields.intOrText('servicePort');
  if ((arn === undefined) === (service === undefined)) {
    throw new BuildError('precisely one of targetGroupARN and serviceName can be specified');
  }
  const weight = fields.wholeNumber('weight');
  if (weight === undefined && count > 1) {
    throw new BuildError('weight must be set when route to multiple target groups');
  }
  if (arn !== undefined) return { arn, weight: weight ?? 1 };
  if (service === undefined || servicePort === undefined) throw new BuildError('missing servicePort');
  return { service, servicePort: asNumber(servicePort), weight: weight ?? 1 };
}

/** `"80"` means the port 80, not one of that name. */
function asNumber(port: IntOrString): IntOrString {
  return typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
}

function readStickiness(fields: GoFields | undefined): number | undefined {
  const [enabled, seconds] = [fields?.flag('enabled'), fields?.wholeNumber('durationSeconds')];
  return enabled === true ? (seconds ?? 0) : undefined;
}

function readFixedResponse(fields: GoFields): ActionConfig {
  const config = fields.object('fixedResponseConfig', 'FixedResponseActionConfig');
  if (config === undefined) throw new BuildError('missing FixedResponseConfig');
  const FixedResponseConfig = {
    StatusCode: config.text('statusCode') ?? '',
    ...textIn(config, 'contentType', 'ContentType'),
    ...textIn(config, 'messageBody', 'MessageBody'),
  };
  return { kind: 'answer', action: { Type: 'fixed-response', FixedResponseConfig } };
}

function readRedirect(fields: GoFields): ActionConfig {
  const config = fields.object('redirectConfig', 'RedirectActionConfig');
  if (config === undefined) throw new BuildError('missing RedirectConfig');
  const RedirectConfig = {
    StatusCode: config.text('statusCode') as 'HTTP_301' | 'HTTP_302',
    ...textIn(config, 'host', 'Host'),
    ...textIn(config, 'path', 'Path'),
    ...textIn(config, 'port', 'Port'),
    ...textIn(config, 'protocol', 'Protocol'),
    ...textIn(config, 'query', 'Query'),
  };
  return { kind: 'answer', action: { Type: 'redirect', RedirectConfig } };
}

function textIn(config: GoFields, name: string, member: string): Record<string, string> {
  const text = config.text(name);
  return text === undefined ? {} : { [member]: text };
}
