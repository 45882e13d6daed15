import { openExecutions } from '../src/adapters/open/executions.ts';
import { openImages } from '../src/adapters/open/images.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { allOf } from '../src/app/all-of.ts';
import { handle } from '../src/app/handle.ts';
import { openMigrationRecovery } from '../src/app/open-migration-recovery.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { Scheduled } from '../src/contracts/events.ts';
import { type DatabaseReconciled, reconcileDatabases } from '../src/migration/reconcile-databases.ts';
import { reconcile, type ServiceReconciled } from '../src/release/reconcile.ts';

const ports = {
  ...openRollBackPorts(),
  executions: openExecutions(),
  policies: openPolicies(),
  images: openImages(),
};
const recovery = openMigrationRecovery();

/** Every few minutes: takes over dead releases and migrations, starts what waits behind a free lock and pushes whose event never came. */
export const handler = handle({
  input: Scheduled,
  act: (event) =>
    allOf<ServiceReconciled | DatabaseReconciled>(reconcile(event, ports), reconcileDatabases(event, recovery)),
  count: (looks) => ({
    'Reconcile.recovered': looks.filter(({ did }) => did === 'recovered').length,
    'Reconcile.started': looks.filter(({ did }) => did === 'started').length,
    'Reconcile.dequeued': looks.filter(({ did }) => did === 'dequeued').length,
  }),
});
