import type { Ecr } from '../../ecr/service.ts';
import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';

/** AWS::ECR::Repository; images never expire and are never scanned. */
export function ecrTypes(place: Place, repositories: Pick<Ecr, 'createRepository'>): Record<string, ResourceType> {
  return {
    'AWS::ECR::Repository': {
      properties: ['ImageTagMutability', 'RepositoryName'],
      ignored: ['EmptyOnDelete', 'EncryptionConfiguration', 'ImageScanningConfiguration', 'LifecyclePolicy', 'Tags'],
      create({ properties, generatedName }) {
        const name = properties.optionalString('RepositoryName') ?? generatedName().toLowerCase();
        const mutability = properties.optionalString('ImageTagMutability');
        const uri = repositories.createRepository(name, mutability === 'IMMUTABLE' ? 'IMMUTABLE' : 'MUTABLE');
        const arn = `arn:aws:ecr:${place.region}:${place.accountId}:repository/${name}`;
        return { ref: name, attributes: { Arn: arn, RepositoryUri: uri } };
      },
    },
  };
}
