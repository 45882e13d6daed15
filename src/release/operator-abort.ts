import type { OperatorAbort } from '../contracts/turns.ts';
import { abortRelease, type RollBackPorts } from './roll-back.ts';
import type { AlarmAnswer } from './roll-back-on-alarm.ts';

/** A person's word counts as an alarm's: users go back at once, and the machine makes it final. */
export const operatorAbort = async (
  { abort: service, reason }: OperatorAbort,
  ports: RollBackPorts,
): Promise<AlarmAnswer> => {
  const because = `aborted by an operator: ${reason}`;
  const record = await abortRelease(service, { because, blame: 'person' }, ports);
  if (record !== undefined) return { rolledBack: [service], fallingBack: [], because };
  return { rolledBack: [], fallingBack: [], because: await whyNot(service, ports) };
};

const whyNot = async (service: string, { ledger }: RollBackPorts): Promise<string> => {
  const record = await ledger.read(service);
  if (record === undefined) return `${service} never had a release`;
  const { status, epoch, release } = record;
  if (status === 'retiring')
    return `release ${epoch} of ${service} is past its point of no return: start ${release.from.version} by hand with "hotfix": true and a reason`;
  return `${service} has no release to abort: the last one, ${epoch}, is ${status}`;
};
