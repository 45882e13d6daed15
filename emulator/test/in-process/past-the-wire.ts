import type { Clock } from '../../src/clock.ts';
import type { AwsService } from '../../src/service.ts';

/** Calls an operation without any transport, as the operator. */
export async function callPastTheWire<Output>(
  clock: Clock,
  { signingName, operations }: AwsService,
  operation: string,
  input: object,
): Promise<Output> {
  const call = { at: clock.now(), caller: 'operator', service: signingName, operation, input };
  return (await operations[operation]?.(input as never, call)) as Output;
}
