import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import type { FunctionSettings } from './definition.ts';

/**
 * The environment variables that Lambda gives a function, and nothing of the emulator's own but PATH. The access key is the
 * function's name: it tells who made a call. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(
  settings: FunctionSettings,
  place: Place,
  { endpoint, codeFolder }: { endpoint: string; codeFolder: string },
): Readonly<Record<string, string>> {
  const date = new Date(place.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    ...settings.environment,
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: codeFolder,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: settings.name,
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_SESSION_TOKEN: 'emulated',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${date}/[$LATEST]${drawFrom(place.random, '0123456789abcdef', 32)}`,
  };
}
