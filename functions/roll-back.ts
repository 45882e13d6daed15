import * as z from 'zod/mini';
import { openGuards } from '../src/adapters/open/guards.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { AlarmEvent } from '../src/contracts/events.ts';
import { OperatorAbort, UndoTurn } from '../src/contracts/turns.ts';
import { operatorAbort } from '../src/release/operator-abort.ts';
import { rollBackTurn } from '../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../src/release/roll-back-on-alarm.ts';

const ports = { ...openRollBackPorts(), guards: openGuards() };

type Input = z.infer<typeof UndoTurn> | AlarmEvent | z.infer<typeof OperatorAbort>;

const act = async (input: Input) => {
  if ('release' in input) return rollBackTurn(input, ports);
  return 'abort' in input ? operatorAbort(input, ports) : rollBackOnAlarm(input, ports);
};

/**
 * ASL state `RollBack`, an operator's abort, and an alarm by any of three roads (the event `CloudWatch Alarm State Change`, its
 * own action, an SNS topic): everybody back, in two calls, however often and in whatever order they come.
 */
export const handler = handle({
  input: z.union([UndoTurn, AlarmEvent, OperatorAbort]),
  act,
  count: (answer) => ({ RollBacks: 'rolledBack' in answer ? answer.rolledBack.length : 0 }),
});
