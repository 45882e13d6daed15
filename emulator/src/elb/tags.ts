import type { AddTagsCommandInput, DescribeTagsCommandInput, Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../service.ts';
import { validationError } from './faults.ts';
import { listenerOf } from './listeners.ts';
import { loadBalancerOf } from './load-balancers.ts';
import type { Model } from './model.ts';
import { ruleOf } from './rules.ts';
import { targetGroupOf } from './target-groups.ts';

const MOST_TAGS = 50;
const MOST_RESOURCES_DESCRIBED = 20;

/** The operations on tags, by the bucket that pays for them. */
export function tagOperations(model: Model) {
  return {
    mutating: {
      AddTags({ ResourceArns = [], Tags = [] }: AddTagsCommandInput) {
        for (const arn of ResourceArns) requireResource(model, arn);
        for (const arn of ResourceArns) model.tags.set(arn, merge(model.tags.get(arn) ?? [], Tags));
        return {};
      },
    },
    describing: {
      DescribeTags({ ResourceArns = [] }: DescribeTagsCommandInput) {
        if (ResourceArns.length > MOST_RESOURCES_DESCRIBED) {
          throw validationError(`At most ${MOST_RESOURCES_DESCRIBED} resources can be described in one call`);
        }
        for (const arn of ResourceArns) requireResource(model, arn);
        return {
          TagDescriptions: ResourceArns.map((arn) => ({ ResourceArn: arn, Tags: [...(model.tags.get(arn) ?? [])] })),
        };
      },
    },
  };
}

function requireResource(model: Model, arn: string): void {
  if (arn.includes(':targetgroup/')) targetGroupOf(model, arn);
  else if (arn.includes(':listener-rule/')) ruleOf(model, arn);
  else if (arn.includes(':listener/')) listenerOf(model, arn);
  else loadBalancerOf(model, arn);
}

function merge(before: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map([...before, ...added].map((tag) => [tag.Key, tag]));
  if (byKey.size > MOST_TAGS)
    throw new ServiceError('TooManyTagsException', `A resource has at most ${MOST_TAGS} tags`);
  return [...byKey.values()];
}
