import type { AlarmFired } from '../contracts/events.ts';
import { toInstant } from '../domain/instants.ts';
import { serviceInAlarmName } from '../domain/names.ts';
import type { Guards } from '../ports/policies.ts';
import { fallBack } from './fall-back.ts';
import { abortRelease, type RollBackPorts } from './roll-back.ts';

/** Which services an alarm sent back, and which it will send back by a release of the version before. */
export interface AlarmAnswer {
  readonly rolledBack: readonly string[];
  readonly fallingBack: readonly string[];
  readonly because: string;
}

type AlarmPorts = RollBackPorts & { readonly guards: Guards };

/** The alarm's own name may tell the service; else the ledger is asked whom it guards. */
const servicesGuardedBy = async (alarm: string, guards: Guards): Promise<readonly string[]> => {
  const named = serviceInAlarmName(alarm);
  return named === null ? guards.servicesOf(alarm) : [named];
};

interface Cause {
  readonly because: string;
  readonly alarm: { readonly name: string; readonly firedAt: string };
}

const sendBack = async (
  service: string,
  cause: Cause,
  ports: AlarmPorts,
): Promise<keyof Omit<AlarmAnswer, 'because'> | 'neither'> => {
  if ((await abortRelease(service, cause, ports)) !== undefined) return 'rolledBack';
  const version = await fallBack(service, cause.alarm, cause.because, ports.ledger);
  return version === undefined ? 'neither' : 'fallingBack';
};

/** One alarm may guard many services: each is sent back, whatever becomes of the others. */
export const rollBackOnAlarm = async ({ detail }: AlarmFired, ports: AlarmPorts): Promise<AlarmAnswer> => {
  const { alarmName, state } = detail;
  const services = await servicesGuardedBy(alarmName, ports.guards);
  const because = `alarm ${alarmName} fired${state.reason === undefined ? '' : `: ${state.reason}`}`;
  const cause = { because, alarm: { name: alarmName, firedAt: toInstant(state.timestamp) } };
  const answers = await Promise.allSettled(services.map((service) => sendBack(service, cause, ports)));
  const failures = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason);
  if (failures.length > 0)
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'some services could not be sent back');
  const ended = (how: string) =>
    services.filter((_, i) => answers[i]?.status === 'fulfilled' && answers[i].value === how);
  const [rolledBack, fallingBack] = [ended('rolledBack'), ended('fallingBack')];
  const idle = rolledBack.length + fallingBack.length === 0;
  return { rolledBack, fallingBack, because: idle ? `${because}; no release is guarded by it now` : because };
};
