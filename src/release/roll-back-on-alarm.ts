import type { AlarmFired } from '../contracts/events.ts';
import { toInstant } from '../domain/instants.ts';
import { serviceInAlarmName } from '../domain/names.ts';
import type { Guards } from '../ports/policies.ts';
import { abortRelease, type RollBackPorts } from './roll-back.ts';

/** Which services an alarm sent back. One without a running release is not among them. */
export interface AlarmAnswer {
  readonly rolledBack: readonly string[];
  readonly because: string;
}

/** The alarm's own name may tell the service; else the ledger is asked whom it guards. */
const servicesGuardedBy = async (alarm: string, guards: Guards): Promise<readonly string[]> => {
  const named = serviceInAlarmName(alarm);
  return named === null ? guards.servicesOf(alarm) : [named];
};

/** One alarm may guard many services: each is sent back, whatever becomes of the others. */
export const rollBackOnAlarm = async (
  { detail }: AlarmFired,
  ports: RollBackPorts & { readonly guards: Guards },
): Promise<AlarmAnswer> => {
  const { alarmName, state } = detail;
  const services = await servicesGuardedBy(alarmName, ports.guards);
  const because = `alarm ${alarmName} fired${state.reason === undefined ? '' : `: ${state.reason}`}`;
  const cause = { because, alarm: { name: alarmName, firedAt: toInstant(state.timestamp) } };
  const answers = await Promise.allSettled(services.map((service) => abortRelease(service, cause, ports)));
  const failures = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason);
  if (failures.length > 0)
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'some services could not be sent back');
  const rolledBack = services.filter((_, i) => answers[i]?.status === 'fulfilled' && answers[i].value !== undefined);
  return { rolledBack, because: rolledBack.length > 0 ? because : `${because}; no release is guarded by it now` };
};
