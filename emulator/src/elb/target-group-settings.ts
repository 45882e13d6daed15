import type {
  CreateTargetGroupCommandInput,
  ModifyTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { notEmulated, requireWholeNumber, validationError } from './faults.ts';
import type { TargetGroup, TargetGroupSettings } from './model.ts';

/** The settings of a CreateTargetGroup call with AWS's defaults for type `ip`; throws for what AWS refuses. */
export function readTargetGroupSettings(input: CreateTargetGroupCommandInput): TargetGroupSettings {
  refuseUnmodelled(input);
  checkName(input.Name ?? '');
  checkNumbers(input);
  const { Port, VpcId, Matcher } = input;
  if (Port === undefined) throw validationError('A port must be specified');
  if (!VpcId) throw validationError('A VPC ID must be specified');
  const settings: TargetGroupSettings = {
    port: Port,
    vpcId: VpcId,
    healthCheckPort: readPort(input.HealthCheckPort ?? 'traffic-port'),
    healthCheckPath: readPath(input.HealthCheckPath ?? '/'),
    healthCheckIntervalSeconds: input.HealthCheckIntervalSeconds ?? 30,
    healthCheckTimeoutSeconds: input.HealthCheckTimeoutSeconds ?? 5,
    healthyThresholdCount: input.HealthyThresholdCount ?? 5,
    unhealthyThresholdCount: input.UnhealthyThresholdCount ?? 2,
    matcher: readMatcher(Matcher?.HttpCode ?? '200'),
  };
  if (settings.healthCheckIntervalSeconds <= settings.healthCheckTimeoutSeconds) {
    throw validationError('Health check interval must be greater than the timeout.');
  }
  return settings;
}

/** The settings after a ModifyTargetGroup call, which can change health checks only; throws for what AWS refuses. */
export function modifiedTargetGroupSettings(
  { name, settings }: TargetGroup,
  input: ModifyTargetGroupCommandInput,
): TargetGroupSettings {
  return readTargetGroupSettings({
    Name: name,
    TargetType: 'ip',
    Port: settings.port,
    VpcId: settings.vpcId,
    HealthCheckPort: input.HealthCheckPort ?? settings.healthCheckPort,
    HealthCheckPath: input.HealthCheckPath ?? settings.healthCheckPath,
    HealthCheckIntervalSeconds: input.HealthCheckIntervalSeconds ?? settings.healthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: input.HealthCheckTimeoutSeconds ?? settings.healthCheckTimeoutSeconds,
    HealthyThresholdCount: input.HealthyThresholdCount ?? settings.healthyThresholdCount,
    UnhealthyThresholdCount: input.UnhealthyThresholdCount ?? settings.unhealthyThresholdCount,
    Matcher: input.Matcher ?? { HttpCode: settings.matcher },
    ...(input.HealthCheckProtocol === undefined ? {} : { HealthCheckProtocol: input.HealthCheckProtocol }),
    ...(input.HealthCheckEnabled === undefined ? {} : { HealthCheckEnabled: input.HealthCheckEnabled }),
  });
}

function refuseUnmodelled(input: CreateTargetGroupCommandInput): void {
  const { TargetType = 'instance', Protocol = 'HTTP', ProtocolVersion = 'HTTP1', IpAddressType = 'ipv4' } = input;
  if (TargetType !== 'ip') throw notEmulated(`Target type ${TargetType}`);
  if (Protocol !== 'HTTP') throw notEmulated(`A target group of protocol ${Protocol}`);
  if (ProtocolVersion !== 'HTTP1') throw notEmulated(`Protocol version ${ProtocolVersion}`);
  if (IpAddressType !== 'ipv4') throw notEmulated(`IP address type ${IpAddressType}`);
  if ((input.HealthCheckProtocol ?? 'HTTP') !== 'HTTP')
    throw notEmulated(`Health checks by ${input.HealthCheckProtocol}`);
  if (input.TargetControlPort !== undefined) throw notEmulated('TargetControlPort');
  if (input.HealthCheckEnabled === false) {
    throw validationError("Health check enabled must be true for target groups with target type 'ip'");
  }
}

function checkName(name: string): void {
  if (name.length > 32) throw validationError(`Target group name '${name}' cannot be longer than '32' characters`);
  if (!/^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/.test(name)) {
    const rule = 'can only contain letters, digits and inner hyphens';
    throw validationError(`Target group name '${name}' ${rule}`);
  }
}

function checkNumbers(input: CreateTargetGroupCommandInput): void {
  requireWholeNumber('Port', input.Port, 1, 65_535);
  requireWholeNumber('Health check interval', input.HealthCheckIntervalSeconds, 5, 300);
  requireWholeNumber('Health check timeout', input.HealthCheckTimeoutSeconds, 2, 120);
  requireWholeNumber('Healthy threshold count', input.HealthyThresholdCount, 2, 10);
  requireWholeNumber('Unhealthy threshold count', input.UnhealthyThresholdCount, 2, 10);
}

function readPort(port: string): string {
  if (port === 'traffic-port' || (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) return port;
  throw validationError(`Health check port '${port}' must be 'traffic-port' or a port number`);
}

function readPath(path: string): string {
  if (path.startsWith('/') && path.length <= 1024) return path;
  throw validationError("Health check path must begin with a '/' character and have at most 1024 characters");
}

function readMatcher(codes: string): string {
  const range = /^(?:[2-4]\d\d(?:-[2-4]\d\d)?)(?:,[2-4]\d\d(?:-[2-4]\d\d)?)*$/;
  if (range.test(codes)) return codes;
  throw validationError(`Health check matcher HTTP code '${codes}' must be within '200-499', as in 200,202 or 200-299`);
}

/** Whether a matcher such as `200,301-302` takes this status code. */
export function matchesCode(matcher: string, statusCode: number): boolean {
  return matcher.split(',').some((part) => {
    const [least = '', most = least] = part.split('-');
    return statusCode >= Number(least) && statusCode <= Number(most);
  });
}
