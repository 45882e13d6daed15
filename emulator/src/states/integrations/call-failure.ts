import { ServiceError } from '../../service.ts';
import { ConnectionLost } from '../../wire/wire-error.ts';
import { StateFailure } from '../failure.ts';

/**
 * How a Task sees that its call went wrong: `<prefix>.<the service's error>`, or `<prefix>.SdkClientException` when no answer
 * came, whether or not the call had its effect. What is neither is thrown as it is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
export function callFailure(error: unknown, prefix: string, service: string): StateFailure {
  if (error instanceof ConnectionLost) {
    return new StateFailure(`${prefix}.SdkClientException`, `Unable to execute HTTP request: ${error.message}`);
  }
  if (!(error instanceof ServiceError)) throw error;
  const cause = `${error.message} (Service: ${service}, Status Code: ${error.statusCode})`;
  return new StateFailure(`${prefix}.${error.name}`, cause);
}

/** The name of a machine, from its ARN: on whose behalf a Task calls. */
export function machineNameOf({ stateMachineArn }: { readonly stateMachineArn: string }): string {
  return stateMachineArn.split(':').at(-1) ?? stateMachineArn;
}
