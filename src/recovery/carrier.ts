import { secondsBetween } from '../domain/instants.ts';
import { recoveryName } from '../domain/names.ts';
import type { Executions } from '../ports/executions.ts';

/** A lock in somebody's hand: of which service or database, and whose. */
export interface Held {
  readonly subject: string;
  readonly epoch: number;
  readonly holder: string;
  /** ISO 8601. */
  readonly admittedAt: string;
}

/** Who carries what is locked, or who was the last that did. */
export type Carrier = { readonly running: string } | { readonly dead: string };

/** The holder, then each recovery in turn: the first that runs, else the last that there was. */
export const carrierOf = async ({ subject, epoch, holder }: Held, executions: Executions): Promise<Carrier> => {
  let [dead, name] = [holder, holder];
  for (;;) {
    const state = await executions.stateOf(name);
    if (state === 'running') return { running: name };
    if (state === 'unknown' && name !== holder) return { dead };
    dead = name;
    name = recoveryName(subject, epoch, dead);
  }
};

/** Step Functions may not know an execution at first that it has just started. */
const unknownAtFirstSeconds = 60;

/** True while the holder may just not be known yet. `now` is ISO 8601. */
export const isYoung = async ({ admittedAt, holder }: Held, now: string, executions: Executions): Promise<boolean> =>
  secondsBetween(admittedAt, now) < unknownAtFirstSeconds && (await executions.stateOf(holder)) === 'unknown';
