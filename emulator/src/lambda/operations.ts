import type {
  FunctionConfiguration,
  GetFunctionRequest,
  InvocationRequest,
  InvocationResponse,
  ListFunctionsRequest,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { type AwsService, ServiceError } from '../service.ts';
import { checkEventSettings } from './definition.ts';
import type { LambdaFunction } from './function.ts';
import type { FunctionStore } from './functions.ts';

/** The operations of Lambda that exist here, by name. */
export function operationsOf(functions: FunctionStore): AwsService['operations'] {
  const find = ({ FunctionName = '', Qualifier }: GetFunctionRequest) => functions.find(FunctionName, Qualifier);
  return {
    Invoke: (input: InvocationRequest) => invoke(functions, input),
    GetFunction: (input: GetFunctionRequest) => ({
      Configuration: configurationOf(find(input)),
      Code: { RepositoryType: 'S3', Location: 'https://127.0.0.1/emulated-code-is-not-downloadable' },
    }),
    GetFunctionConfiguration: (input: GetFunctionRequest) => configurationOf(find(input)),
    PutFunctionEventInvokeConfig: (input: PutFunctionEventInvokeConfigRequest) => {
      const target = find(input);
      const { MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 21_600 } = input;
      const settings = { maximumRetryAttempts: MaximumRetryAttempts, maximumEventAgeSeconds: MaximumEventAgeInSeconds };
      checkEventSettings(settings);
      target.eventSettings = settings;
      return { FunctionArn: target.arn, MaximumRetryAttempts, MaximumEventAgeInSeconds };
    },
    ListFunctions: (input: ListFunctionsRequest) => listFunctions(functions, input),
  };
}

async function invoke(functions: FunctionStore, input: InvocationRequest): Promise<InvocationResponse> {
  const target = functions.find(input.FunctionName ?? '', input.Qualifier);
  const payload = readPayload(input.Payload);
  switch (input.InvocationType ?? 'RequestResponse') {
    case 'DryRun':
      return { StatusCode: 204 };
    case 'Event':
      functions.enqueue(target, payload);
      return { StatusCode: 202 };
    default: {
      const result = await functions.request(target, payload);
      return {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        Payload: Buffer.from(result.payload) as never,
        ...(result.error ? { FunctionError: 'Unhandled' } : {}),
      };
    }
  }
}

function readPayload(payload: Uint8Array | undefined): string {
  const text = Buffer.from(payload ?? []).toString('utf8');
  if (text === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
}

function listFunctions(functions: FunctionStore, { Marker, MaxItems = 50 }: ListFunctionsRequest) {
  const start = Number(Marker ?? 0);
  const all = functions.list();
  const page = all.slice(start, start + Math.min(MaxItems, 50));
  const next = start + page.length;
  return { Functions: page.map(configurationOf), ...(next < all.length ? { NextMarker: String(next) } : {}) };
}

function configurationOf({ settings, arn, updatedAt }: LambdaFunction): FunctionConfiguration {
  return {
    FunctionName: settings.name,
    FunctionArn: arn,
    Runtime: 'nodejs24.x',
    Role: settings.roleArn,
    Handler: settings.handler,
    Description: settings.description ?? '',
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: new Date(updatedAt).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    Environment: { Variables: { ...settings.environment } },
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
