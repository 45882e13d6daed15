import type { Json, JsonObject } from '../json.ts';

/** Who calls a service: the execution that a Task belongs to. */
export interface TaskCaller {
  readonly executionArn: string;
  readonly stateMachineArn: string;
}

/** A service that Tasks can call. What AWS reports as the task's error is thrown as a `StateFailure`. */
export interface Integration {
  /** Calls the service and answers its response, which is the task's result unless the task waits for more. */
  call(parameters: JsonObject, caller: TaskCaller): Promise<Json>;
  /** Waits for the job that `call` started, for resources that end in `.sync`; `suffix` tells the versions apart. */
  awaitJob?(response: Json, suffix: string, signal: AbortSignal): Promise<Json>;
}

/** By `<service>:<action>`. */
export type Integrations = Readonly<Record<string, Integration>>;
