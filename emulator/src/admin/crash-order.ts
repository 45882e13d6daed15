import { OrderFields } from './order-fields.ts';

/** An order to kill a function's next process, as POST /_emulator/crashes takes it. */
export interface CrashOrder {
  readonly functionName: string;
  /** Emulated milliseconds after the handler began. */
  readonly afterMs: number;
}

/** Reads a crash order; throws `BadRequest` naming the field that is wrong. */
export function readCrashOrder(body: unknown): CrashOrder {
  const order = new OrderFields(body, ['functionName', 'afterMs']);
  return {
    functionName: order.text('functionName', 'the function whose next invocation dies'),
    afterMs: order.wholeNumber('afterMs', 0),
  };
}
