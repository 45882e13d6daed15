import * as z from 'zod/mini';
import { openGuards } from '../src/adapters/open/guards.ts';
import { handle } from '../src/app/handle.ts';
import { openRollBackPorts } from '../src/app/roll-back-ports.ts';
import { AlarmFired } from '../src/contracts/events.ts';
import { UndoTurn } from '../src/contracts/turns.ts';
import { rollBackTurn } from '../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../src/release/roll-back-on-alarm.ts';

const ports = { ...openRollBackPorts(), guards: openGuards() };

/** ASL state `RollBack`, and the event `CloudWatch Alarm State Change`: everybody back to stable, in two calls. */
export const handler = handle({
  input: z.union([UndoTurn, AlarmFired]),
  act: async (input) => ('detail' in input ? rollBackOnAlarm(input, ports) : rollBackTurn(input, ports)),
  count: (answer) => ({ RollBacks: 'rolledBack' in answer ? answer.rolledBack.length : 0 }),
});
