import { drawFrom } from '../../identifiers.ts';
import { ServiceError } from '../../service.ts';
import type { Json } from '../json.ts';

/** What SendTaskSuccess or SendTaskFailure said. */
export type CallbackOutcome =
  | { readonly output: Json }
  | { readonly error: string | undefined; readonly cause: string | undefined };

/** The Task's side of a token. */
export interface TaskCallback {
  readonly token: string;
  readonly outcome: Promise<CallbackOutcome>;
  /** Called at each SendTaskHeartbeat. */
  onHeartbeat: () => void;
  /** Ends the token; whoever still sends it is told that the task timed out. */
  close(): void;
}

interface Waiting {
  readonly settle: (outcome: CallbackOutcome) => void;
  readonly callback: TaskCallback;
}

const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The tokens of all tasks that wait for somebody to call back. */
export class TaskTokens {
  readonly #random: () => number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #closed = new Set<string>();

  constructor(random: () => number) {
    this.#random = random;
  }

  issue(): TaskCallback {
    const token = `AQ${drawFrom(this.#random, TOKEN_ALPHABET, 254)}`;
    const { promise: outcome, resolve: settle } = Promise.withResolvers<CallbackOutcome>();
    const callback: TaskCallback = { token, outcome, onHeartbeat: () => {}, close: () => this.#close(token) };
    this.#waiting.set(token, { settle, callback });
    return callback;
  }

  settle(token: string, outcome: CallbackOutcome): void {
    this.#find(token).settle(outcome);
    this.#close(token);
  }

  heartbeat(token: string): void {
    this.#find(token).callback.onHeartbeat();
  }

  #close(token: string): void {
    this.#waiting.delete(token);
    this.#closed.add(token);
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting) return waiting;
    if (!this.#closed.has(token)) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
    throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
}
