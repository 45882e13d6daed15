import { isIPv4 } from 'node:net';
import type {
  DeregisterTargetsCommandInput,
  DescribeTargetHealthCommandInput,
  RegisterTargetsCommandInput,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { requireWholeNumber, validationError } from './faults.ts';
import { demandRoom, type Model, type TargetGroup } from './model.ts';
import type { Registration } from './registration.ts';
import { type Target, targetKey } from './target.ts';
import { targetGroupOf } from './target-groups.ts';

/** The operations on targets, by the bucket that pays for them. */
export function targetOperations(model: Model, registration: Registration) {
  return {
    registering: {
      RegisterTargets(input: RegisterTargetsCommandInput) {
        const group = targetGroupOf(model, input.TargetGroupArn);
        const endpoints = readEndpoints(group, input.Targets);
        demandRoom(model, group, endpoints.length);
        for (const { address, port } of endpoints) registration.register(group, address, port);
        return {};
      },
      DeregisterTargets(input: DeregisterTargetsCommandInput) {
        const group = targetGroupOf(model, input.TargetGroupArn);
        for (const { address, port } of readEndpoints(group, input.Targets))
          registration.deregister(group, address, port);
        return {};
      },
    },
    describing: {
      DescribeTargetHealth(input: DescribeTargetHealthCommandInput) {
        const group = targetGroupOf(model, input.TargetGroupArn);
        const asked = input.Targets?.length ? readEndpoints(group, input.Targets) : [...group.targets.values()];
        return { TargetHealthDescriptions: asked.map((endpoint) => describe(group, endpoint)) };
      },
    },
  };
}

type Endpoint = Pick<Target, 'address' | 'port'>;

function readEndpoints(group: TargetGroup, targets: readonly TargetDescription[] = []): readonly Endpoint[] {
  if (targets.length === 0) throw validationError('At least one target must be specified');
  return targets.map(({ Id = '', Port = group.settings.port }) => {
    if (!isIPv4(Id)) {
      const message = `The IP address '${Id}' is not a valid IPv4 address for target group '${group.arn}'`;
      throw new ServiceError('InvalidTargetException', message);
    }
    requireWholeNumber('Target port', Port, 1, 65_535);
    return { address: Id, port: Port };
  });
}

function describe(group: TargetGroup, { address, port }: Endpoint): TargetHealthDescription {
  const health = group.targets.get(targetKey(address, port))?.health;
  const { healthCheckPort } = group.settings;
  return {
    Target: { Id: address, Port: port },
    HealthCheckPort: healthCheckPort === 'traffic-port' ? String(port) : healthCheckPort,
    TargetHealth: {
      State: health?.state ?? 'unused',
      ...(health ? { Reason: health.reason, Description: health.description } : notRegistered),
    },
  };
}

const notRegistered = {
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
} as const;
