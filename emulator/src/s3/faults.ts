import { ServiceError } from '../service.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export function s3Fault(
  name: string,
  message: string,
  statusCode = 400,
  members: Record<string, string> = {},
): ServiceError {
  return new ServiceError(name, message, statusCode, members);
}

export function noSuchBucket(bucket: string): ServiceError {
  return s3Fault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

export function noSuchKey(key: string): ServiceError {
  return s3Fault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function preconditionFailed(condition: string): ServiceError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return s3Fault('PreconditionFailed', message, 412, { Condition: condition });
}

/** Throws `NotImplemented` for the first input member that is given and not among the `known` ones, rather than ignore it. */
export function refuseOtherMembers(input: object, known: readonly string[]): void {
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !known.includes(name))?.[0];
  if (other !== undefined)
    throw s3Fault('NotImplemented', `The emulator's S3 does not know the parameter ${other}.`, 501);
}
