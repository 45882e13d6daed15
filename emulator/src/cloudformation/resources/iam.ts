import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';

const modelled = ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Path', 'Policies', 'RoleName'];

/** AWS::IAM::Role. Policies are remembered, not enforced: compare them with the recorded calls instead. */
export function iamTypes(place: Place): Record<string, ResourceType> {
  return {
    'AWS::IAM::Role': {
      properties: modelled,
      ignored: ['Description', 'MaxSessionDuration', 'PermissionsBoundary', 'Tags'],
      create({ properties, generatedName }) {
        const name = properties.optionalString('RoleName') ?? generatedName().slice(-64);
        const path = properties.optionalString('Path') ?? '/';
        const arn = `arn:aws:iam::${place.accountId}:role${path}${name}`;
        return { ref: name, attributes: { Arn: arn }, remembered: properties.only(modelled) };
      },
    },
  };
}
