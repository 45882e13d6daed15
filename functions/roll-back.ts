import * as z from 'zod/mini';
import { openGuards } from '../src/adapters/open/guards.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { AlarmFired } from '../src/contracts/events.ts';
import { OperatorAbort, UndoTurn } from '../src/contracts/turns.ts';
import { operatorAbort } from '../src/release/operator-abort.ts';
import { rollBackTurn } from '../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../src/release/roll-back-on-alarm.ts';

const ports = { ...openRollBackPorts(), guards: openGuards() };

type Input = z.infer<typeof UndoTurn> | z.infer<typeof AlarmFired> | z.infer<typeof OperatorAbort>;

const act = async (input: Input) => {
  if ('detail' in input) return rollBackOnAlarm(input, ports);
  return 'abort' in input ? operatorAbort(input, ports) : rollBackTurn(input, ports);
};

/** ASL state `RollBack`, the event `CloudWatch Alarm State Change`, and an operator's abort: everybody back, in two calls. */
export const handler = handle({
  input: z.union([UndoTurn, AlarmFired, OperatorAbort]),
  act,
  count: (answer) => ({ RollBacks: 'rolledBack' in answer ? answer.rolledBack.length : 0 }),
});
