import type { Clock } from '../clock.ts';
import type { AwsService } from '../service.ts';
import { throttlingError } from '../throttling.ts';
import { createTokenBucket } from '../token-bucket.ts';

/** Lets each operation through so many times an emulated second, and throttles it beyond. */
export function limited(
  clock: Clock,
  perSecond: number,
  operations: AwsService['operations'],
): AwsService['operations'] {
  const entries = Object.entries(operations).map(([name, operation]) => {
    const bucket = createTokenBucket(clock, { burst: perSecond, perSecond });
    const paid: typeof operation = (input, call) => {
      if (!bucket.take()) throw throttlingError('appconfig');
      return operation(input, call);
    };
    return [name, paid] as const;
  });
  return Object.fromEntries(entries);
}
