import type { ReleaseRecord } from '../contracts/release.ts';
import { recoveryName } from '../domain/names.ts';
import type { Executions } from '../ports/executions.ts';
import { abortRelease, type RollBackPorts } from './roll-back.ts';

export type TakeOverPorts = RollBackPorts & { readonly executions: Executions };

/**
 * A release whose execution `dead` is gone: users go back at once (before the point of no return), and a new execution makes
 * it final. Answers the new execution's name; the same death again is the same recovery.
 */
export const takeOver = async (
  record: ReleaseRecord,
  dead: string,
  because: string,
  ports: TakeOverPorts,
): Promise<string> => {
  const { service, epoch, release } = record;
  await abortRelease(service, { epoch, because, blame: 'trouble' }, ports);
  const name = recoveryName(service, epoch, dead);
  await ports.executions.start(name, { recover: { service, epoch }, because, retire: release.plan.at(-1) });
  return name;
};
