import { servicePort } from '../endpoints.ts';
import type { Service } from '../objects/core.ts';
import type { Ingress } from '../objects/ingress.ts';
import type { IntOrString } from '../objects/pod.ts';
import { type Annotations, annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import { fullName } from './group.ts';
import { type NameSpace, targetGroupName } from './names.ts';
import type { HealthCheckSpec, TargetGroupSpec } from './stack.ts';

/** What tells the target groups of a stack apart. */
export function targetGroupId(ingress: Ingress, service: string, port: IntOrString): string {
  return `${fullName(ingress)}-${service}:${port}`;
}

/**
 * The target group of one service port of an Ingress; the Service's annotations count for more than the Ingress's. Defaults are
 * the controller's own: pkg/ingress/model_builder.go. Throws BuildError.
 */
export function targetGroupSpec(
  names: NameSpace,
  ingress: Ingress,
  service: Service,
  port: IntOrString,
): TargetGroupSpec {
  const annotations = annotationsOf(service.metadata.annotations, ingress.metadata.annotations);
  refuseUnmodelled(annotations);
  const found = servicePort(service, port);
  const { namespace = '', name } = service.metadata;
  if (found === undefined) throw new BuildError(`unable to find port ${port} on service ${namespace}/${name}`);
  const target = found.targetPort ?? found.port;
  const groupPort = typeof target === 'number' ? target : 1;
  return {
    resourceId: targetGroupId(ingress, name, port),
    name: targetGroupName(names, ingress, service, port, groupPort),
    port: groupPort,
    healthCheck: healthCheck(annotations),
    attributes: annotations.pairs('target-group-attributes'),
    namespace,
    service: name,
    servicePort: port,
  };
}

function healthCheck(annotations: Annotations): HealthCheckSpec {
  return {
    HealthCheckPort: annotations.text('healthcheck-port') ?? 'traffic-port',
    HealthCheckPath: annotations.text('healthcheck-path') ?? '/',
    HealthCheckIntervalSeconds: annotations.wholeNumber('healthcheck-interval-seconds') ?? 15,
    HealthCheckTimeoutSeconds: annotations.wholeNumber('healthcheck-timeout-seconds') ?? 5,
    HealthyThresholdCount: annotations.wholeNumber('healthy-threshold-count') ?? 2,
    UnhealthyThresholdCount: annotations.wholeNumber('unhealthy-threshold-count') ?? 2,
    Matcher: { HttpCode: annotations.text('success-codes') ?? '200' },
  };
}

/** Instances as targets are the controller's default, and not modelled: an Ingress has to say `ip`. */
function refuseUnmodelled(annotations: Annotations): void {
  const expected: readonly (readonly [suffix: string, modelled: string, otherwise: string])[] = [
    ['target-type', 'ip', 'instance'],
    ['backend-protocol', 'HTTP', 'HTTP'],
    ['backend-protocol-version', 'HTTP1', 'HTTP1'],
    ['healthcheck-protocol', 'HTTP', 'HTTP'],
  ];
  for (const [suffix, modelled, otherwise] of expected) {
    const value = annotations.text(suffix) ?? otherwise;
    if (value === modelled) continue;
    throw new BuildError(`${suffix} ${value} is not emulated: set the annotation ${suffix} to ${modelled}`);
  }
}
