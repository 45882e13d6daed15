import type { TaskState } from '../definition/asl.ts';
import { dataLimitExceeded, StateFailure } from '../failure.ts';
import type { Integration } from '../integrations/integration.ts';
import { findResource, type Resource } from '../integrations/resource.ts';
import type { TaskCallback } from '../integrations/task-tokens.ts';
import { isJsonObject, type Json, type JsonObject, PAYLOAD_LIMIT_BYTES, sizeBytes } from '../json.ts';
import { wholeNumber } from '../jsonata/results.ts';
import { eitherSignal, orAborted } from './cancellation.ts';
import { conclude, nextOf } from './conclude.ts';
import { withErrorHandling } from './error-handling.ts';
import type { Conclusion } from './scope.ts';
import { startTaskLimits, type TaskLimits, TaskTimeout } from './task-limits.ts';
import type { Visit } from './visit.ts';

const MAX_SECONDS = 99_999_999;

export function performTask(visit: Visit<TaskState>): Promise<Conclusion> {
  return withErrorHandling(visit, {
    perform: async () => {
      const result = await attemptTask(visit);
      return conclude(visit, { effects: visit.state, next: nextOf(visit.state), data: { result }, otherwise: result });
    },
  });
}

/** One scheduled task: what it calls, and how it is named in the history. */
interface ScheduledTask {
  readonly resource: Resource;
  readonly integration: Integration;
  readonly parameters: JsonObject;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly callback: TaskCallback | undefined;
}

async function attemptTask(visit: Visit<TaskState>): Promise<Json> {
  const { run } = visit.scope;
  const resource = findResource(visit.state.Resource);
  if (!resource) throw new Error(`no resource '${visit.state.Resource}'`);
  const callback = resource.pattern === 'waitForTaskToken' ? run.tokens.issue() : undefined;
  visit.taskToken = callback?.token;
  try {
    const task = await prepare(visit, resource, callback);
    recordScheduled(visit, task);
    return await recordingOutcome(visit, resource, () => perform(visit, task));
  } finally {
    callback?.close();
    visit.taskToken = undefined;
  }
}

async function prepare(
  visit: Visit<TaskState>,
  resource: Resource,
  callback: TaskCallback | undefined,
): Promise<ScheduledTask> {
  const { Arguments, TimeoutSeconds, HeartbeatSeconds } = visit.state;
  const { resourceType, action } = resource.integration;
  const integration = visit.scope.run.integrations[`${resourceType}:${action}`];
  if (!integration) throw new Error(`no integration ${resourceType}:${action}`);
  const parameters = Arguments === undefined ? visit.input : await visit.evaluate(Arguments, 'Arguments');
  if (!isJsonObject(parameters)) throw new StateFailure('States.Runtime', 'The Arguments of a Task must be an object.');
  if (sizeBytes(parameters) > PAYLOAD_LIMIT_BYTES) throw dataLimitExceeded(visit.name);
  return {
    resource,
    integration,
    parameters,
    callback,
    timeoutSeconds: await seconds(visit, TimeoutSeconds, 'TimeoutSeconds'),
    heartbeatSeconds: await seconds(visit, HeartbeatSeconds, 'HeartbeatSeconds'),
  };
}

async function seconds(
  visit: Visit,
  template: number | string | undefined,
  field: string,
): Promise<number | undefined> {
  return template === undefined ? undefined : visit.evaluateAs(template, field, wholeNumber(1, MAX_SECONDS));
}

async function perform(visit: Visit<TaskState>, task: ScheduledTask): Promise<Json> {
  const { scope } = visit;
  const limits = startTaskLimits(scope.run.place.clock, task.timeoutSeconds, task.heartbeatSeconds);
  const signal = eitherSignal(scope.signal, limits.signal);
  try {
    const response = await scope.activity.whileIdle(() =>
      orAborted(task.integration.call(task.parameters, scope.run), signal),
    );
    if (task.resource.pattern === 'requestResponse') return response;
    recordSubmitted(visit, task.resource, response);
    return await scope.activity.whileIdle(() => awaitResult(task, response, limits, signal));
  } finally {
    limits.cancel();
  }
}

async function awaitResult(
  task: ScheduledTask,
  response: Json,
  limits: TaskLimits,
  signal: AbortSignal,
): Promise<Json> {
  const { callback, integration, resource } = task;
  if (!callback) {
    const job = integration.awaitJob?.(response, resource.suffix, signal);
    if (!job) throw new Error(`${resource.integration.resourceType} has no job to wait for`);
    return orAborted(job, signal);
  }
  callback.onHeartbeat = limits.heartbeat;
  const outcome = await orAborted(callback.outcome, signal);
  if ('output' in outcome) return outcome.output;
  throw new StateFailure(outcome.error, outcome.cause);
}

function namesOf({ integration, suffix }: Resource) {
  return { resourceType: integration.resourceType, resource: `${integration.action}${suffix}` };
}

function recordScheduled(
  visit: Visit,
  { resource, parameters, timeoutSeconds, heartbeatSeconds }: ScheduledTask,
): void {
  visit.record('TaskScheduled', {
    taskScheduledEventDetails: {
      ...namesOf(resource),
      region: visit.scope.run.place.region,
      parameters: JSON.stringify(parameters),
      ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
    },
  });
  visit.record('TaskStarted', { taskStartedEventDetails: namesOf(resource) });
}

function recordSubmitted(visit: Visit, resource: Resource, response: Json): void {
  const output = JSON.stringify(response);
  visit.record('TaskSubmitted', {
    taskSubmittedEventDetails: { ...namesOf(resource), output, outputDetails: { truncated: false } },
  });
}

async function recordingOutcome(visit: Visit, resource: Resource, work: () => Promise<Json>): Promise<Json> {
  try {
    const result = await work();
    if (sizeBytes(result) > PAYLOAD_LIMIT_BYTES) throw dataLimitExceeded(resource.integration.resourceType);
    const output = JSON.stringify(result);
    visit.record('TaskSucceeded', {
      taskSucceededEventDetails: { ...namesOf(resource), output, outputDetails: { truncated: false } },
    });
    return result;
  } catch (error) {
    if (error instanceof StateFailure && !visit.scope.signal.aborted) recordFailure(visit, resource, error);
    throw error;
  }
}

function recordFailure(visit: Visit, resource: Resource, failure: StateFailure): void {
  const details = { ...namesOf(resource), error: failure.error, cause: failure.cause };
  if (failure instanceof TaskTimeout) visit.record('TaskTimedOut', { taskTimedOutEventDetails: details });
  else visit.record('TaskFailed', { taskFailedEventDetails: details });
}
