import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { World } from './world/world.ts';

const lookEveryMs = 30_000;
/** Longer than Lambda waits before its last retry, and than one period of reconcile. */
const silenceMs = 330_000;

/**
 * Waits until nothing moves: no execution runs, and no function but reconcile has called anybody for longer than a retry or
 * a period of reconcile takes. Faults that hit nobody by then are withdrawn. Answers whether that came before `limitAt`.
 */
export async function untilAtRest(world: World, limitAt: number): Promise<boolean> {
  const { clock, faults } = world.cloud;
  let quietSince = clock.now();
  let heard = 0;
  const callsSoFar = callCounter(world);
  while (clock.now() < limitAt) {
    await clock.sleep(lookEveryMs);
    const calls = callsSoFar();
    if (calls !== heard || (await anyRuns(world))) {
      quietSince = clock.now();
      heard = calls;
      continue;
    }
    if (clock.now() - quietSince < silenceMs) continue;
    if (faults.pending().length === 0) return true;
    faults.clear();
    quietSince = clock.now();
  }
  return false;
}

/** Counts, so far, the calls by others than the operator, and by reconcile only when it does more than look. */
function callCounter({ cloud, functionName }: World): () => number {
  const reconcile = functionName('reconcile');
  const idle = new Set(['operator', 'cloudformation', reconcile]);
  let counted = 0;
  let seen = 0;
  return () => {
    const calls = cloud.recorder.calls();
    const fresh = calls.slice(seen);
    seen = calls.length;
    counted += fresh.filter(({ caller, input }) => !idle.has(caller) && !invokes(input, reconcile)).length;
    return counted;
  };
}

const invokes = (input: unknown, name: string): boolean =>
  name !== '' && String((input as { FunctionName?: string } | null)?.FunctionName ?? '').endsWith(name);

async function anyRuns(world: World): Promise<boolean> {
  const machines = [world.machineArn, ...(world.database === undefined ? [] : [world.migrationMachineArn])];
  for (const stateMachineArn of machines) {
    const command = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' });
    const { executions = [] } = await world.operator.states.send(command);
    if (executions.length > 0) return true;
  }
  return false;
}
