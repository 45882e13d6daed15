import { openExecutions } from '../src/adapters/open/executions.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { ExecutionEnded } from '../src/contracts/events.ts';
import { onExecutionEnded, type Recovery } from '../src/release/on-execution-ended.ts';

const ports = { ...openRollBackPorts(), executions: openExecutions() };

/** Event `Step Functions Execution Status Change`: takes over the release that a dead execution left behind. */
export const handler = handle({
  input: ExecutionEnded,
  act: (event) => onExecutionEnded(event, ports),
  malformed: (because): Recovery => ({ outcome: 'ignored', because }),
  count: ({ outcome }) => ({ Recoveries: outcome === 'recovering' ? 1 : 0 }),
});
