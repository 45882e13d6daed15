import { openExecutions } from '../src/adapters/open/executions.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { ExecutionEnded } from '../src/contracts/events.ts';
import { isOfMigration, onMigrationEnded } from '../src/migration/on-migration-ended.ts';
import type { Recovery } from '../src/recovery/reconciled.ts';
import { onExecutionEnded } from '../src/release/on-execution-ended.ts';

const ports = { ...openRollBackPorts(), executions: openExecutions() };

/** Users wait for no migration, so that what its recovery needs is loaded only for one. */
const onEnded = async (event: ExecutionEnded): Promise<Recovery> => {
  if (!isOfMigration(event)) return onExecutionEnded(event, ports);
  const { openMigrationRecovery } = await import('../src/app/open-migration-recovery.ts');
  return onMigrationEnded(event, openMigrationRecovery());
};

/** Event `Step Functions Execution Status Change`: takes over the release or the migration that a dead execution left behind. */
export const handler = handle({
  input: ExecutionEnded,
  act: onEnded,
  malformed: (because): Recovery => ({ outcome: 'ignored', because }),
  count: ({ outcome }) => ({ Recoveries: outcome === 'recovering' ? 1 : 0 }),
});
