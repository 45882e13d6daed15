import { openExecutions } from '../src/adapters/open/executions.ts';
import { openImages } from '../src/adapters/open/images.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { Scheduled } from '../src/contracts/events.ts';
import { reconcile } from '../src/release/reconcile.ts';

const ports = {
  ...openRollBackPorts(),
  executions: openExecutions(),
  policies: openPolicies(),
  images: openImages(),
};

/** Every few minutes: takes over dead releases, starts what waits behind a free lock and pushes whose event never came. */
export const handler = handle({
  input: Scheduled,
  act: (event) => reconcile(event, ports),
  count: (services) => ({
    'Reconcile.recovered': services.filter(({ did }) => did === 'recovered').length,
    'Reconcile.started': services.filter(({ did }) => did === 'started').length,
    'Reconcile.dequeued': services.filter(({ did }) => did === 'dequeued').length,
  }),
});
