import { ServiceError } from './service.ts';

/** The throttling error of each signing name, as its SDK client or its API reference has it. */
const THROTTLING_ERRORS: Readonly<Record<string, { readonly name: string; readonly statusCode: number }>> = {
  appconfig: { name: 'ThrottlingException', statusCode: 429 },
  dynamodb: { name: 'ProvisionedThroughputExceededException', statusCode: 400 },
  eks: { name: 'ThrottlingException', statusCode: 429 },
  elasticloadbalancing: { name: 'Throttling', statusCode: 400 },
  lambda: { name: 'TooManyRequestsException', statusCode: 429 },
  monitoring: { name: 'Throttling', statusCode: 400 },
  s3: { name: 'SlowDown', statusCode: 503 },
  sns: { name: 'ThrottledException', statusCode: 429 },
  sts: { name: 'Throttling', statusCode: 400 },
};

/** What a service answers when an account calls it too often; all of these are retried by SDK clients. */
export function throttlingError(signingName: string): ServiceError {
  const { name, statusCode } = THROTTLING_ERRORS[signingName] ?? { name: 'ThrottlingException', statusCode: 400 };
  return new ServiceError(name, 'Rate exceeded', statusCode);
}
