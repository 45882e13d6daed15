import { DescribeImagesCommand, type ECRClient, type ImageDetail, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { TidegateError } from '../../domain/errors.ts';
import type { Images } from '../../ports/images.ts';
import { callFailed, isNamed } from './call-failed.ts';

/** The account's own ECR registry. */
export const ecrImages = (client: ECRClient): Images => {
  const find = async (repositoryName: string, imageId: ImageIdentifier): Promise<ImageDetail | undefined> => {
    try {
      const answer = await client.send(new DescribeImagesCommand({ repositoryName, imageIds: [imageId] }));
      return answer.imageDetails?.[0];
    } catch (error) {
      if (isNamed(error, 'ImageNotFoundException')) return undefined;
      throw isNamed(error, 'RepositoryNotFoundException')
        ? repositoryNotFound(repositoryName, error)
        : callFailed('DescribeImages', error);
    }
  };

  return {
    resolve: async (repository, tag) => {
      const found = await find(repository, { imageTag: tag });
      if (found?.imageDigest === undefined) return undefined;
      const host = registryHost(found.registryId ?? '', await client.config.region());
      return { digest: found.imageDigest, image: `${host}/${repository}@${found.imageDigest}` };
    },
    tagsOf: async (repository, digest) => (await find(repository, { imageDigest: digest }))?.imageTags ?? [],
  };
};

const repositoryNotFound = (repository: string, cause: Error): TidegateError =>
  new TidegateError(
    'RepositoryNotFound',
    `ECR has no repository ${repository}: create it, or correct image.repository in the policy`,
    { cause },
  );

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const registryHost = (registryId: string, region: string): string =>
  `${registryId}.dkr.ecr.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
