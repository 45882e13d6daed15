import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';
import { HISTORY_LIMIT, History, type Trail } from './history.ts';
import { cancellation } from './interpreter/cancellation.ts';
import { type Frame, startFrame } from './interpreter/scope.ts';
import type { Json, JsonObject } from './json.ts';
import type { Machine } from './machine.ts';

const REDRIVE_WINDOW_MS = 14 * 86_400_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_REDRIVES = 1000;
const MOST_OPEN_MS = 365 * 86_400_000;

/** What ended an execution. */
export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'PENDING_REDRIVE'>;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One execution, with everything that a redrive needs to go on where it failed. Times are emulated epoch milliseconds. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  /** The JSON text as the caller sent it. */
  readonly input: string;
  readonly startedAt: number;
  readonly history: History;
  readonly frame: Frame;
  readonly trail: Trail = { lastEventId: 0 };
  redriveCount = 0;
  redrivenAt: number | undefined;
  stoppedAt: number | undefined;
  #end: ExecutionEnd | undefined;
  #cancel = cancellation();
  #ended = Promise.withResolvers<void>();

  constructor(facts: { arn: string; name: string; machine: Machine; input: string }, clock: Clock) {
    this.arn = facts.arn;
    this.name = facts.name;
    this.machine = facts.machine;
    this.input = facts.input;
    this.startedAt = clock.now();
    this.history = new History(clock);
    this.frame = startFrame(facts.machine.definition.StartAt, JSON.parse(facts.input) as Json);
  }

  get status(): ExecutionStatus {
    return this.#end?.status ?? 'RUNNING';
  }

  get output(): string | undefined {
    return this.#end?.output;
  }

  get error(): string | undefined {
    return this.#end?.error;
  }

  get cause(): string | undefined {
    return this.#end?.cause;
  }

  /** Aborts when the execution ends. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Resolves when the execution ends (again). */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  end(end: ExecutionEnd, now: number): void {
    this.#end = end;
    this.stoppedAt = now;
    this.#cancel.abort(new Error(`the execution ended ${end.status}`));
    this.#ended.resolve();
  }

  /** Makes it run again; the caller starts it. */
  redrive(now: number): void {
    this.#end = undefined;
    this.stoppedAt = undefined;
    this.redriveCount += 1;
    this.redrivenAt = now;
    this.#cancel = cancellation();
    this.#ended = Promise.withResolvers<void>();
    this.history.reopen();
  }

  /**
   * Why it can't be redriven, in AWS's words; undefined when it can.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html (redriveStatusReason)
   */
  refusalToRedrive(now: number): string | undefined {
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') {
      return `Execution is ${this.status} and cannot be redriven`;
    }
    if (now - (this.stoppedAt ?? now) > REDRIVE_WINDOW_MS) return 'Execution redrivable period exceeded';
    if (now - this.startedAt > MOST_OPEN_MS) return 'Execution has exceeded the max execution time';
    if (this.history.events.length >= HISTORY_LIMIT - 1) return 'Execution history event limit exceeded';
    if (this.redriveCount >= MOST_REDRIVES) return `Execution has been redriven ${MOST_REDRIVES} times`;
    return undefined;
  }

  /** The `Execution` and `StateMachine` parts of the context object. */
  context(): JsonObject {
    return {
      Execution: {
        Id: this.arn,
        Input: JSON.parse(this.input) as Json,
        Name: this.name,
        RoleArn: this.machine.roleArn,
        StartTime: new Date(this.startedAt).toISOString(),
        RedriveCount: this.redriveCount,
        ...(this.redrivenAt === undefined ? {} : { RedriveTime: new Date(this.redrivenAt).toISOString() }),
      },
      StateMachine: { Id: this.machine.arn, Name: this.machine.name },
    };
  }
}
