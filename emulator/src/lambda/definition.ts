import { ServiceError } from '../service.ts';

/** A function to create. Its code is either the deployment package at `zipFile` or the folder `directory`. */
export interface FunctionDefinition {
  readonly name: string;
  /** `<file without extension>.<export>`, as in `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly zipFile?: string;
  readonly directory?: string;
  readonly roleArn?: string;
  readonly description?: string;
  /** How many invocations may run at once; the others are throttled. Without it, the account's concurrency is the limit. */
  readonly reservedConcurrency?: number;
  /** Retries of asynchronous invocations that end in an error, 0 to 2. */
  readonly maximumRetryAttempts?: number;
  /** How long an asynchronous invocation may wait for its turn or its retry, 60 to 21600. */
  readonly maximumEventAgeSeconds?: number;
}

/** How asynchronous invocations of a function are retried. */
export interface EventSettings {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

/** A definition with Lambda's defaults filled in. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export interface FunctionSettings extends FunctionDefinition, EventSettings {
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

/** Fills in the defaults; throws `InvalidParameterValueException` for what CreateFunction refuses. */
export function readFunctionDefinition(definition: FunctionDefinition): FunctionSettings {
  const settings: FunctionSettings = {
    ...definition,
    timeoutSeconds: definition.timeoutSeconds ?? 3,
    memoryMb: definition.memoryMb ?? 128,
    environment: definition.environment ?? {},
    maximumRetryAttempts: definition.maximumRetryAttempts ?? 2,
    maximumEventAgeSeconds: definition.maximumEventAgeSeconds ?? 21_600,
  };
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(settings.name))
    throw refuse('FunctionName', settings.name, '1 to 64 of [a-zA-Z0-9-_]');
  if (!/^[^\s.]+(\.[^\s.]+)+$/.test(settings.handler)) throw refuse('Handler', settings.handler, '<file>.<export>');
  checkRange('Timeout', settings.timeoutSeconds, 1, 900);
  checkRange('MemorySize', settings.memoryMb, 128, 10_240);
  checkEventSettings(settings);
  checkRange('ReservedConcurrentExecutions', settings.reservedConcurrency ?? 0, 0, Number.MAX_SAFE_INTEGER);
  checkEnvironment(settings.environment);
  if ((settings.zipFile === undefined) === (settings.directory === undefined)) {
    throw refuse('Code', String(settings.zipFile), 'either a zip file or a directory');
  }
  return settings;
}

/** Throws `InvalidParameterValueException` for what PutFunctionEventInvokeConfig refuses. */
export function checkEventSettings(settings: EventSettings): void {
  checkRange('MaximumRetryAttempts', settings.maximumRetryAttempts, 0, 2);
  checkRange('MaximumEventAgeInSeconds', settings.maximumEventAgeSeconds, 60, 21_600);
}

function checkRange(field: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to) throw refuse(field, String(value), `${from} to ${to}`);
}

function refuse(field: string, value: string, wanted: string): ServiceError {
  const message = `Value '${value}' at '${field}' failed to satisfy constraint: ${wanted}`;
  return new ServiceError('InvalidParameterValueException', message);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
const ENVIRONMENT_LIMIT_BYTES = 4096;

function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(environment).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    const reason = 'contains reserved keys that are currently not supported for modification';
    const message = `The environment ${reason}. Reserved keys used in this request: ${reserved.join(', ')}`;
    throw new ServiceError('InvalidParameterValueException', message);
  }
  if (Buffer.byteLength(JSON.stringify(environment)) > ENVIRONMENT_LIMIT_BYTES) {
    const message = `The environment variables exceed the ${ENVIRONMENT_LIMIT_BYTES} byte limit`;
    throw new ServiceError('InvalidParameterValueException', message);
  }
}
