import * as sdk from '@aws-sdk/client-s3';
import type { Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { Buckets } from './buckets.ts';
import { operationsOf } from './operations.ts';

export interface S3 {
  readonly service: AwsService;
}

/** General purpose buckets of one region, with versions; objects are put in one piece and live in memory. */
export function createS3(place: Place): S3 {
  return { service: { signingName: 's3', sdk, operations: operationsOf(new Buckets(place)) } };
}
