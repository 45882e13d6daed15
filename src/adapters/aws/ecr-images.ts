import {
  DescribeImagesCommand,
  type ECRClient,
  type ImageDetail,
  type ImageIdentifier,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import { TidegateError } from '../../domain/errors.ts';
import type { FoundImage, Images, PushedImage } from '../../ports/images.ts';
import { callFailed, isNamed } from './call-failed.ts';

/** The account's own ECR registry. */
export const ecrImages = (client: ECRClient): Images => {
  const find = async (repositoryName: string, imageId: ImageIdentifier): Promise<ImageDetail | undefined> => {
    try {
      const answer = await client.send(new DescribeImagesCommand({ repositoryName, imageIds: [imageId] }));
      return answer.imageDetails?.[0];
    } catch (error) {
      if (isNamed(error, 'ImageNotFoundException')) return undefined;
      throw failed(repositoryName, error);
    }
  };

  const found = async (repository: string, detail: ImageDetail | undefined): Promise<FoundImage | undefined> => {
    if (detail?.imageDigest === undefined) return undefined;
    const host = registryHost(detail.registryId ?? '', await client.config.region());
    return { digest: detail.imageDigest, image: `${host}/${repository}@${detail.imageDigest}` };
  };

  const allTagged = async (repositoryName: string): Promise<readonly ImageDetail[]> => {
    const details: ImageDetail[] = [];
    try {
      const pages = paginateDescribeImages({ client }, { repositoryName, filter: { tagStatus: 'TAGGED' } });
      for await (const { imageDetails = [] } of pages) details.push(...imageDetails);
      return details;
    } catch (error) {
      throw failed(repositoryName, error);
    }
  };

  return {
    resolve: async (repository, tag) => found(repository, await find(repository, { imageTag: tag })),
    byDigest: async (repository, digest) => {
      const detail = await find(repository, { imageDigest: digest });
      const image = await found(repository, detail);
      return image && { ...image, tags: detail?.imageTags ?? [] };
    },
    pushedBetween: async (repository, from, to) =>
      (await allTagged(repository))
        .flatMap(pushed)
        .filter(({ pushedAt }) => pushedAt >= from && pushedAt < to)
        .sort((a, b) => a.pushedAt.localeCompare(b.pushedAt)),
  };
};

const pushed = ({ imageDigest, imageTags, imagePushedAt }: ImageDetail): readonly PushedImage[] =>
  imageDigest === undefined || imagePushedAt === undefined
    ? []
    : [{ digest: imageDigest, tags: imageTags ?? [], pushedAt: imagePushedAt.toISOString() }];

const failed = (repository: string, error: unknown): TidegateError =>
  isNamed(error, 'RepositoryNotFoundException')
    ? new TidegateError(
        'RepositoryNotFound',
        `ECR has no repository ${repository}: create it, or correct image.repository in the policy`,
        { cause: error },
      )
    : callFailed('DescribeImages', error);

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const registryHost = (registryId: string, region: string): string =>
  `${registryId}.dkr.ecr.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
