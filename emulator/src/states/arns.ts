import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';

type Partition = Pick<Place, 'accountId' | 'region'>;

export function machineArn(place: Partition, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${name}`;
}

export function executionArn(place: Partition, machineName: string, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:execution:${machineName}:${name}`;
}

const ARN = /^arn:aws[\w-]*:states:[a-z0-9-]+:\d{12}:(stateMachine|execution):\S+$/;

/** Throws `InvalidArn` when the text is no ARN of the given kind. */
export function checkArn(arn: string, kind: 'stateMachine' | 'execution'): void {
  if (ARN.exec(arn)?.[1] !== kind) throw new ServiceError('InvalidArn', `Invalid Arn: '${arn}'`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses exactly these
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/**
 * Refuses what Step Functions refuses in names of machines and executions.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function checkName(name: string): void {
  if (name.length > 80) {
    const constraint = 'Member must have length less than or equal to 80';
    const message = `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: ${constraint}`;
    throw new ServiceError('ValidationException', message);
  }
  if (name === '' || FORBIDDEN.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}
