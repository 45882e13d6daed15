import { uuidFrom } from '../../identifiers.ts';
import type { Functions, Invocation, Place } from '../../ports.ts';
import { StateFailure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { callFailure, machineNameOf } from './call-failure.ts';
import type { Integration } from './integration.ts';

/**
 * `lambda:invoke`. The name of a function's error is Lambda's `errorType`, its cause the whole error payload; errors of the
 * service itself are `Lambda.<name>`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export function lambdaInvoke(place: Place, functions: Functions): Integration {
  return {
    async call(parameters, caller) {
      const queued = parameters['InvocationType'] === 'Event';
      const invocation = await invoke(functions, parameters, queued ? 'event' : 'request', machineNameOf(caller));
      throwIfFailed(invocation);
      const payload = queued ? '' : ((invocation.payload ?? null) as Json);
      return response(payload, queued ? 202 : 200, uuidFrom(place.random));
    },
  };
}

async function invoke(
  functions: Functions,
  parameters: JsonObject,
  kind: 'request' | 'event',
  machineName: string,
): Promise<Invocation> {
  const { FunctionName: name, Qualifier: qualifier } = parameters;
  const target = qualifier === undefined ? String(name) : `${String(name)}:${String(qualifier)}`;
  try {
    return await functions.invoke(target, payloadOf(parameters['Payload']), kind, machineName);
  } catch (error) {
    throw callFailure(error, 'Lambda', 'Lambda');
  }
}

/** Text that is JSON goes out as that JSON, as in AWS. */
function payloadOf(payload: Json | undefined): Json {
  if (typeof payload !== 'string') return payload ?? {};
  try {
    return JSON.parse(payload) as Json;
  } catch {
    return payload;
  }
}

function throwIfFailed({ payload, errorType, errorMessage }: Invocation): void {
  if (errorType === undefined && errorMessage === undefined) return;
  const body = JSON.stringify(isJsonObject(payload) ? payload : { errorType, errorMessage });
  if (errorType !== undefined) throw new StateFailure(errorType, body);
  const reason = 'The cause could not be determined because Lambda did not return an error type.';
  throw new StateFailure('Lambda.Unknown', `${reason} Returned payload: ${body}`);
}

function response(payload: Json, statusCode: number, requestId: string): Json {
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { HttpStatusCode: statusCode },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: statusCode,
  };
}
