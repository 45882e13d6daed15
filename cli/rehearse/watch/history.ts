import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { Step } from '../../../src/contracts/plan.ts';
import type { Sighting } from '../sighting.ts';

/** Few events are new at each look; a large page would be mostly known ones, with all their data. */
const pageSize = 20;

/** New events of one execution's history, oldest first; `afterId` is the last one that is known. */
export async function newEvents(states: SFNClient, executionArn: string, afterId: number): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await states.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults: pageSize,
        includeExecutionData: true,
        nextToken,
      }),
    );
    const fresh = (page.events ?? []).filter((event) => (event.id ?? 0) > afterId);
    found.push(...fresh);
    nextToken = fresh.length === page.events?.length ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return found.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

/** Reads events of one execution into what happened; remembers which state is in turn between two calls. */
export function createHistoryReader(execution: string): (events: readonly HistoryEvent[]) => Sighting[] {
  let state = '';
  return (events) =>
    events.flatMap((event): Sighting[] => {
      const at = event.timestamp?.getTime() ?? 0;
      state = event.stateEnteredEventDetails?.name ?? state;
      const scheduled = event.taskScheduledEventDetails;
      if (scheduled) return [{ kind: 'turnBegun', at, execution, state, step: stepOf(scheduled.parameters) }];
      const exited = event.type === 'TaskStateExited' ? event.stateExitedEventDetails : undefined;
      if (exited)
        return [{ kind: 'turnDone', at, execution, state: exited.name ?? state, output: parsed(exited.output) }];
      const failed = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
      if (!failed) return [];
      return [
        { kind: 'turnFailed', at, execution, state, error: failed.error ?? 'unknown', cause: messageIn(failed.cause) },
      ];
    });
}

/** How many states these events entered. */
export function transitionsIn(events: readonly HistoryEvent[]): number {
  return events.filter((event) => event.stateEnteredEventDetails !== undefined).length;
}

/** The step of the plan that a function was asked to do, if it was asked to do one. */
function stepOf(parameters: string | undefined): Step | undefined {
  const { Payload: payload } = (parsed(parameters) ?? {}) as { Payload?: { step?: unknown } };
  return Step.safeParse(payload?.step).data;
}

/** Lambda puts its error as JSON into the cause, and a nested execution its own end; the message in it is what people want. */
function messageIn(cause: string | undefined): string {
  const { errorMessage, Error: error, Cause: because } = (parsed(cause) ?? {}) as NestedCause;
  const ofExecution = error === undefined ? undefined : `${error}: ${because ?? ''}`;
  return errorMessage ?? ofExecution ?? cause ?? '';
}

interface NestedCause {
  readonly errorMessage?: string;
  readonly Error?: string;
  readonly Cause?: string;
}

/** JSON as a value, and text that is no JSON as nothing. */
export function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
