import * as sdk from '@aws-sdk/client-lambda';
import type { Functions, Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import type { FunctionDefinition } from './definition.ts';
import type { DroppedInvocation } from './event-queue.ts';
import { FunctionStore } from './functions.ts';
import { LogBook, type LogLine } from './log-book.ts';
import { operationsOf } from './operations.ts';
import { createProcessRuntime } from './process-runtime.ts';
import type { Runtime } from './sandbox.ts';

export interface LambdaOptions {
  /** Where the emulated APIs are served; asked when a process starts. */
  readonly endpoint: () => string;
  /** Hears every line that a function writes. */
  readonly logs?: (line: LogLine) => void;
  /** Invocations that may run at once; 1,000 by default. */
  readonly accountConcurrency?: number;
  /** Share of asynchronous invocations that happen twice; 0.02 by default, more than in AWS, so that it is met in rehearsal. */
  readonly duplicateShare?: number;
  /** What runs the functions; by default, each environment is a process of its own. */
  readonly runtime?: Runtime;
}

export interface Lambda {
  readonly service: AwsService;
  readonly functions: Functions;
  /** Creates or replaces a function and answers its ARN. */
  define(definition: FunctionDefinition): string;
  /** Kills the process of the function's next invocation, `afterMs` emulated milliseconds after its handler began. */
  crashNext(name: string, afterMs?: number): void;
  /** Kills the processes of the function that have an invocation in hand; a name that is no function's changes nothing. */
  killRunning(name: string): void;
  /** The last 1,000 lines that the function wrote, oldest first. */
  logLines(name: string): readonly LogLine[];
  /** Asynchronous invocations that Lambda gave up on, oldest first. */
  dropped(): readonly DroppedInvocation[];
  /** Ends all processes; resolves when they are gone. */
  close(): Promise<void>;
}

/** Lambda that runs the functions' own bundles. */
export function createLambda(place: Place, options: LambdaOptions): Lambda {
  const { endpoint, logs = () => {}, accountConcurrency = 1000, duplicateShare = 0.02 } = options;
  const { runtime = createProcessRuntime() } = options;
  const logBook = new LogBook(logs);
  const dropped: DroppedInvocation[] = [];
  const onDrop = (event: DroppedInvocation) => void dropped.push(event);
  const store = new FunctionStore({ place, logBook, endpoint, runtime, accountConcurrency, duplicateShare, onDrop });
  return {
    service: { signingName: 'lambda', sdk, operations: operationsOf(store) },
    functions: functionsOf(store),
    define: (definition) => store.define(definition).arn,
    crashNext: (name, afterMs = 0) => store.crashNext(name, afterMs),
    killRunning: (name) => store.killRunning(name),
    logLines: (name) => logBook.linesOf(name),
    dropped: () => dropped,
    close: () => store.close(),
  };
}

function functionsOf(store: FunctionStore): Functions {
  return {
    async invoke(nameOrArn, payload, kind) {
      const target = store.find(nameOrArn);
      const text = JSON.stringify(payload ?? {});
      if (kind === 'event') {
        store.enqueue(target, text);
        return {};
      }
      const { payload: answer, error } = await store.request(target, text);
      const invocation = { payload: JSON.parse(answer) as unknown };
      return error ? { ...invocation, errorType: error.errorType, errorMessage: error.errorMessage } : invocation;
    },
  };
}
