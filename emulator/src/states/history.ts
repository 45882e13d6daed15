import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';

/** A Standard execution that reaches this many events fails (Step Functions service quotas). */
export const HISTORY_LIMIT = 25_000;

/** The details of an event, under the name that its type has in GetExecutionHistory. */
export type EventDetails = Omit<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>;

/** Where one branch is in the history: each event names the one before it in its branch. */
export interface Trail {
  lastEventId: number;
}

/** Ends the execution whatever its Catch says. */
export class HistoryLimitReached extends Error {
  override readonly name = 'HistoryLimitReached';
}

/** Thrown in what still runs of an execution that has ended. */
export class ExecutionEnded extends Error {
  override readonly name = 'ExecutionEnded';
}

/** The events of one execution, in order; ids count from 1. */
export class History {
  readonly #clock: Clock;
  readonly #events: HistoryEvent[] = [];
  #open = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Adds an event to the branch; throws `HistoryLimitReached` when only the final event still fits. */
  append(trail: Trail, type: HistoryEventType, details: EventDetails = {}): number {
    if (!this.#open) throw new ExecutionEnded(`the execution has ended; no ${type} is recorded`);
    if (this.#events.length >= HISTORY_LIMIT - 1) throw new HistoryLimitReached();
    return this.#add(trail, type, details);
  }

  /** Adds the event that ends the execution; nothing follows it unless the history is reopened. */
  close(trail: Trail, type: HistoryEventType, details: EventDetails = {}): void {
    this.#add(trail, type, details);
    this.#open = false;
  }

  /** Lets a redriven execution go on. */
  reopen(): void {
    this.#open = true;
  }

  #add(trail: Trail, type: HistoryEventType, details: EventDetails): number {
    const id = this.#events.length + 1;
    const timestamp = new Date(this.#clock.now());
    this.#events.push({ timestamp, type, id, previousEventId: trail.lastEventId, ...details });
    trail.lastEventId = id;
    return id;
  }
}

/** Counts what AWS bills as state transitions: entered states, and each retry or redrive of a task. */
export function countStateTransitions(events: readonly HistoryEvent[]): number {
  const count = (suffix: string) => events.filter(({ type }) => type?.endsWith(suffix)).length;
  const entered = count('StateEntered');
  const repeatedTasks = count('TaskScheduled') - count('TaskStateEntered');
  return entered + Math.max(0, repeatedTasks);
}
