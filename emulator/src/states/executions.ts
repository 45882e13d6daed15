import { uuidFrom } from '../identifiers.ts';
import type { InProcessCalls } from '../in-process-calls.ts';
import type { EventBus, Functions, Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { checkArn, checkName, executionArn } from './arns.ts';
import { Execution, type ExecutionEnd } from './execution.ts';
import { StateFailure } from './failure.ts';
import { type EventDetails, HISTORY_LIMIT, HistoryLimitReached } from './history.ts';
import type { Integrations } from './integrations/integration.ts';
import { lambdaInvoke } from './integrations/lambda-invoke.ts';
import { putEvents } from './integrations/put-events.ts';
import { startExecution } from './integrations/start-execution.ts';
import { TaskTokens } from './integrations/task-tokens.ts';
import { Activity } from './interpreter/activity.ts';
import { runScope } from './interpreter/run-scope.ts';
import { PAYLOAD_LIMIT_BYTES } from './json.ts';
import { Evaluator } from './jsonata/evaluator.ts';
import type { MachineStore } from './machine.ts';
import { statusEvent } from './status-event.ts';

/** A closed execution's name is free again after this time. */
const NAME_KEPT_MS = 90 * 86_400_000;

/** What executions call; with `calls`, what they call beside functions is recorded and can be broken too. */
export interface Neighbours {
  readonly functions: Functions;
  readonly events: EventBus;
  readonly calls?: InProcessCalls;
}

/** Hears of each state that an execution enters, before anything is done in it. */
export type StateListener = (executionArn: string, stateName: string) => void;

const unwatched: InProcessCalls = { perform: async (call, effect) => effect({ at: 0, ...call }) };

/** Starts, ends, redrives and remembers all executions. */
export class Executions {
  readonly tokens: TaskTokens;
  readonly #place: Place;
  readonly #machines: MachineStore;
  readonly #events: EventBus;
  readonly #evaluator: Evaluator;
  readonly #integrations: Integrations;
  readonly #executions = new Map<string, Execution>();
  readonly #listeners = new Set<StateListener>();

  constructor(place: Place, machines: MachineStore, { functions, events, calls = unwatched }: Neighbours) {
    this.#place = place;
    this.#machines = machines;
    this.#events = events;
    this.tokens = new TaskTokens(place.random);
    this.#evaluator = new Evaluator(place);
    this.#integrations = {
      'lambda:invoke': lambdaInvoke(place, functions),
      'events:putEvents': putEvents(place, events, calls),
      'states:startExecution': startExecution(this, calls),
    };
  }

  /** Starts an execution, or answers the one that runs already under this name with this input. */
  start(stateMachineArn: string, input: string, name = uuidFrom(this.#place.random)): Execution {
    checkName(name);
    const machine = this.#machines.get(stateMachineArn);
    checkInput(input);
    const arn = executionArn(this.#place, machine.name, name);
    const known = this.#executions.get(arn);
    if (known && !this.#isForgotten(known)) return sameExecution(known, input);
    const execution = new Execution({ arn, name, machine, input }, this.#place.clock);
    this.#executions.set(arn, execution);
    execution.history.append(execution.trail, 'ExecutionStarted', {
      executionStartedEventDetails: { input, inputDetails: { truncated: false }, roleArn: machine.roleArn },
    });
    this.#run(execution);
    return execution;
  }

  /** Ends a running execution; a Lambda function that it called runs on. Stopping a closed one changes nothing. */
  stop(arn: string, error?: string, cause?: string): Execution {
    const execution = this.get(arn);
    if (execution.status === 'RUNNING') this.#end(execution, { status: 'ABORTED', error, cause });
    return execution;
  }

  /**
   * Lets a failed, stopped or timed-out execution go on with the state in which it ended: a Task is scheduled again with all
   * its retries, a Choice is decided again, a Fail fails again. How long a Wait of seconds still waits is not documented; here
   * it waits anew. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  redrive(arn: string): Execution {
    const execution = this.get(arn);
    const now = this.#place.clock.now();
    const refusal = execution.refusalToRedrive(now);
    if (refusal !== undefined) throw new ServiceError('ExecutionNotRedrivable', refusal);
    execution.redrive(now);
    execution.history.append(execution.trail, 'ExecutionRedriven', {
      executionRedrivenEventDetails: { redriveCount: execution.redriveCount },
    });
    this.#run(execution);
    return execution;
  }

  get(arn: string): Execution {
    checkArn(arn, 'execution');
    const execution = this.#executions.get(arn);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /** Those of one machine, the latest first. */
  of(stateMachineArn: string): readonly Execution[] {
    const { arn } = this.#machines.get(stateMachineArn);
    return [...this.#executions.values()].filter(({ machine }) => machine.arn === arn).reverse();
  }

  async whenEnded(arn: string): Promise<Execution> {
    const execution = this.get(arn);
    await execution.ended;
    return execution;
  }

  /** The answer ends it. */
  onStateEntered(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends what still runs, without telling anyone. */
  close(): void {
    for (const execution of this.#executions.values()) {
      if (execution.status === 'RUNNING') execution.end({ status: 'ABORTED' }, this.#place.clock.now());
    }
  }

  #isForgotten({ stoppedAt }: Execution): boolean {
    return stoppedAt !== undefined && this.#place.clock.now() - stoppedAt > NAME_KEPT_MS;
  }

  #run(execution: Execution): void {
    this.#events.publish(statusEvent(execution, this.#place.clock.now()));
    const { signal } = execution;
    const stopTimer = this.#startTimeout(execution);
    void this.#interpret(execution, signal).then((end) => {
      stopTimer();
      if (!signal.aborted) this.#end(execution, end);
    });
  }

  #startTimeout(execution: Execution): () => void {
    const { TimeoutSeconds } = execution.machine.definition;
    if (TimeoutSeconds === undefined) return () => {};
    return this.#place.clock.after(TimeoutSeconds * 1000, () => this.#end(execution, { status: 'TIMED_OUT' }));
  }

  async #interpret(execution: Execution, signal: AbortSignal): Promise<ExecutionEnd> {
    const activity = new Activity(this.#place.clock);
    try {
      const output = await runScope({
        run: this.#runOf(execution),
        states: execution.machine.definition.States,
        frame: execution.frame,
        trail: execution.trail,
        activity,
        signal,
        outer: {},
        mapItem: undefined,
      });
      return { status: 'SUCCEEDED', output: JSON.stringify(output) };
    } catch (error) {
      return failedWith(error);
    } finally {
      activity.end();
    }
  }

  #runOf(execution: Execution) {
    return {
      place: this.#place,
      evaluator: this.#evaluator,
      history: execution.history,
      integrations: this.#integrations,
      tokens: this.tokens,
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      context: () => execution.context(),
      onEntered: (stateName: string) => {
        for (const listener of this.#listeners) listener(execution.arn, stateName);
      },
    };
  }

  #end(execution: Execution, end: ExecutionEnd): void {
    recordEnd(execution, end);
    const now = this.#place.clock.now();
    execution.end(end, now);
    this.#events.publish(statusEvent(execution, now));
  }
}

function sameExecution(execution: Execution, input: string): Execution {
  if (execution.status === 'RUNNING' && execution.input === input) return execution;
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > PAYLOAD_LIMIT_BYTES) {
    const constraint = `Member must have length less than or equal to ${PAYLOAD_LIMIT_BYTES}`;
    const message = `1 validation error detected: Value at 'input' failed to satisfy constraint: ${constraint}`;
    throw new ServiceError('ValidationException', message);
  }
  try {
    JSON.parse(input);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

/** What is neither a failure of a state nor the history's limit is a defect of the emulator; its text is the cause. */
function failedWith(error: unknown): ExecutionEnd {
  if (error instanceof StateFailure) return { status: 'FAILED', error: error.error, cause: error.cause };
  const full = `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`;
  const cause =
    error instanceof HistoryLimitReached ? full : `a defect of the emulator: ${(error as Error)?.stack ?? error}`;
  return { status: 'FAILED', error: 'States.Runtime', cause };
}

function recordEnd({ history, trail }: Execution, { status, output, error, cause }: ExecutionEnd): void {
  const details: Readonly<Record<ExecutionEnd['status'], () => EventDetails>> = {
    SUCCEEDED: () => ({ executionSucceededEventDetails: { output, outputDetails: { truncated: false } } }),
    FAILED: () => ({ executionFailedEventDetails: { error, cause } }),
    ABORTED: () => ({ executionAbortedEventDetails: { error, cause } }),
    TIMED_OUT: () => ({ executionTimedOutEventDetails: { error: 'States.Timeout' } }),
  };
  const types = {
    SUCCEEDED: 'ExecutionSucceeded',
    FAILED: 'ExecutionFailed',
    ABORTED: 'ExecutionAborted',
    TIMED_OUT: 'ExecutionTimedOut',
  } as const;
  const previous = status === 'TIMED_OUT' || status === 'ABORTED' ? { lastEventId: 0 } : trail;
  history.close(previous, types[status], details[status]());
}
