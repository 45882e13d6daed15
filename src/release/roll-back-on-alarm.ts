import type { AlarmEvent } from '../contracts/events.ts';
import { serviceInAlarmName } from '../domain/names.ts';
import type { Guards } from '../ports/policies.ts';
import { alarmsIn, type Firing } from './alarms-in.ts';
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

const sendBack = async (
  service: string,
  cause: Firing,
  ports: AlarmPorts,
): Promise<keyof Omit<AlarmAnswer, 'because'> | 'neither'> => {
  if ((await abortRelease(service, cause, ports)) !== undefined) return 'rolledBack';
  const version = await fallBack(service, cause.alarm, cause.because, ports.ledger);
  return version === undefined ? 'neither' : 'fallingBack';
};

/** What all attempts answered, once all have ended; throws what went wrong in any. */
const allOf = async <Answer>(attempts: readonly Promise<Answer>[]): Promise<readonly Answer[]> => {
  const ended = await Promise.allSettled(attempts);
  const failures = ended.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  if (failures.length > 1) throw new AggregateError(failures, 'some services could not be sent back');
  if (failures.length === 1) throw failures[0];
  return ended.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
};

const answerTo = async (firing: Firing, ports: AlarmPorts): Promise<AlarmAnswer> => {
  const services = await servicesGuardedBy(firing.alarm.name, ports.guards);
  const ends = await allOf(services.map((service) => sendBack(service, firing, ports)));
  const ended = (how: string) => services.filter((_, i) => ends[i] === how);
  const [rolledBack, fallingBack] = [ended('rolledBack'), ended('fallingBack')];
  const idle = rolledBack.length + fallingBack.length === 0;
  return { rolledBack, fallingBack, because: `${firing.because}${idle ? '; no release is guarded by it now' : ''}` };
};

/** By whatever road: one alarm may guard many services, and each is sent back, whatever becomes of the others. */
export const rollBackOnAlarm = async (event: AlarmEvent, ports: AlarmPorts): Promise<AlarmAnswer> => {
  const { firings, ignored } = alarmsIn(event);
  const answers = await allOf(firings.map((firing) => answerTo(firing, ports)));
  return {
    rolledBack: answers.flatMap(({ rolledBack }) => rolledBack),
    fallingBack: answers.flatMap(({ fallingBack }) => fallingBack),
    because: [...answers.map(({ because }) => because), ...ignored].join('; '),
  };
};
