import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import * as sdk from '@aws-sdk/client-sts';
import type { Place } from '../ports.ts';
import { type AwsService, type Call, ServiceError } from '../service.ts';

/** STS with GetCallerIdentity, also as a presigned GET: the access key id is the caller's name. */
export function createSts(place: Place): { readonly service: AwsService } {
  const operations = {
    GetCallerIdentity: (_input: object, { caller }: Call) => identityOf(place, caller),
  };
  return { service: { signingName: 'sts', sdk, operations } };
}

function identityOf(place: Place, caller: string): GetCallerIdentityResponse {
  if (caller === 'anonymous') {
    throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  return { UserId: caller, Account: place.accountId, Arn: `arn:aws:iam::${place.accountId}:user/${caller}` };
}
