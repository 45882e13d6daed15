import type { EventSettings, FunctionSettings } from './definition.ts';
import type { Sandboxes } from './sandboxes.ts';

/** A created function; `updatedAt` is emulated epoch milliseconds. */
export interface LambdaFunction {
  readonly settings: FunctionSettings;
  readonly arn: string;
  readonly sandboxes: Sandboxes;
  readonly updatedAt: number;
  /** Changed by PutFunctionEventInvokeConfig. */
  eventSettings: EventSettings;
}
