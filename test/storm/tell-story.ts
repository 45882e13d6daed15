import type { RecordedCall } from '../../emulator/src/recorder.ts';
import type { Played } from './play.ts';
import { clockTime } from './rules/rule.ts';
import type { Line } from './stage.ts';
import type { Seen } from './users.ts';

/** Calls that change something: others are only told when they fail. */
const writes = /^(ModifyRule|StartDeployment|UpdateItem|PutItem|StartExecution|patch |delete |create )/;

/** The whole story, in order: what was done to the world, what Tidegate did, and what users saw. */
export function tellStory(played: Played): readonly string[] {
  const { stage } = played;
  const calls = stage.world.cloud.recorder.calls().flatMap((call) => lineOf(call));
  const users = whatUsersSaw(stage.users.seen);
  const lines = [...stage.lines, ...calls, ...executionLines(played), ...users].toSorted((a, b) => a.at - b.at);
  return lines.map(({ at, who, what }) => `${clockTime(at)}  ${who.padEnd(18)} ${what}`);
}

function lineOf({ at, caller, service, operation, error, durationMs, input }: RecordedCall): Line[] {
  const who = caller.replace('tidegate-dev-', '');
  if (caller === 'operator' || caller === 'cloudformation') return [];
  const invoked =
    service === 'lambda'
      ? ` ${String((input as { FunctionName?: string }).FunctionName)
          .split('-dev-')
          .at(-1)}`
      : '';
  if (error === undefined && !writes.test(operation) && service !== 'lambda') return [];
  const how = error === undefined ? '' : `: ${error}`;
  return [{ at: at + durationMs, who, what: `${service}:${operation}${invoked}${how}${detailOf(operation, input)}` }];
}

function detailOf(operation: string, input: unknown): string {
  if (operation !== 'ModifyRule') return '';
  const { Actions = [] } = input as {
    Actions?: { ForwardConfig?: { TargetGroups?: { TargetGroupArn: string; Weight: number }[] } }[];
  };
  const groups = Actions[0]?.ForwardConfig?.TargetGroups ?? [];
  return ` ${groups.map(({ TargetGroupArn, Weight }) => `${TargetGroupArn.split('/')[1]} ${Weight}`).join(', ')}`;
}

function executionLines({ aftermath }: Played): readonly Line[] {
  return aftermath.executions.flatMap(({ name, status, error, cause, output, startedAt, endedAt }) => [
    { at: startedAt, who: name, what: 'starts' },
    {
      at: endedAt ?? startedAt,
      who: name,
      what: `ends ${status} ${error ?? ''} ${cause ?? String(output['because'] ?? '')}`,
    },
  ]);
}

/** One line each time that what users see changes. */
function whatUsersSaw(seen: readonly Seen[]): readonly Line[] {
  const lines: Line[] = [];
  const byMinute = Map.groupBy(seen, ({ sentAt }) => Math.floor(sentAt / 30_000));
  let before = '';
  for (const [, requests] of byMinute) {
    const shares = Map.groupBy(requests, ({ status, version }) => `${version ?? 'nobody'} ${status}`);
    const what = [...shares]
      .map(([answer, { length }]) => `${answer} × ${length}`)
      .toSorted()
      .join(', ');
    const kinds = [...shares.keys()].toSorted().join();
    if (kinds !== before) lines.push({ at: requests[0]?.sentAt ?? 0, who: 'users', what: `see ${what}` });
    before = kinds;
  }
  return lines;
}
