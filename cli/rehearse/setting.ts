import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, openAdmin } from './admin.ts';
import { createOperatorClients, type OperatorClients, podEnvironment } from './clients.ts';
import type { RehearsalFolder } from './folder.ts';
import { createWorld, type World } from './world/world.ts';

/** The place of a story: the emulated account with the packaged Tidegate in it, and the team's service running. */
export interface Setting {
  readonly clients: OperatorClients;
  readonly admin: Admin;
  readonly world: World;
  readonly stateMachineArn: string;
  /** Name of the ledger's table. */
  readonly table: string;
  /** The function that takes people's answers. */
  readonly answerFunction: string;
}

/** The region that the emulated account is in. */
const region = 'eu-west-1';
const pollEveryMs = 100;

/** Opens the emulated account and creates the team's part of it. */
export async function createSetting(endpoint: string, folder: RehearsalFolder, signal: AbortSignal): Promise<Setting> {
  const clients = createOperatorClients({ endpoint, region });
  const admin = openAdmin(endpoint);
  const table = await admin.output('LedgerTableName');
  const stateMachineArn = await admin.output('ReleaseMachineArn');
  const answerFunction = await admin.output('AnswerApprovalArn');
  const pushesAreHandled = () => quietPushes(admin, signal);
  const podEnv = podEnvironment({ endpoint, region });
  const world = await createWorld({ folder, clients, table, podEnv, pushesAreHandled, now: admin.now, signal });
  return { clients, admin, world, stateMachineArn, table, answerFunction };
}

/** How long nothing must be asked on behalf of a push until all pushes count as dealt with; events may come twice. */
const quietMs = 3_000;

/** Waits until the function that pushes invoke has asked its questions about all of them. */
async function quietPushes(admin: Admin, signal: AbortSignal): Promise<void> {
  for (;;) {
    const calls = await admin.calls({ service: 'dynamodb' });
    const asked = calls.filter(({ caller }) => caller.endsWith('on-image-pushed'));
    const last = asked.at(-1);
    if (last && (await admin.now()) - last.at > quietMs) return;
    await delay(pollEveryMs, undefined, { signal });
  }
}
