import type { MigrationRecord } from '../contracts/migration/record.ts';
import type { ContractTerms } from '../contracts/migration/result.ts';
import type { ContractTurn, MigrationVerdict } from '../contracts/migration/turns.ts';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsBetween } from '../domain/instants.ts';
import { type ContractGround, judgeContract } from '../domain/migration/contract.ts';
import type { Flags } from '../ports/flags.ts';
import type { History } from '../ports/history.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Policies } from '../ports/policies.ts';
import { demandMigration, type MigrationLedgers } from './fenced.ts';
import { refusing } from './refusing.ts';

export interface ContractPorts extends MigrationLedgers {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly policies: Pick<Policies, 'of' | 'services'>;
  readonly flags: Pick<Flags, 'locate' | 'read'>;
  readonly history: Pick<History, 'list'>;
}

const refuse = (because: string): TidegateError => new TidegateError('MigrationRefused', because);

/** Releases that are looked back at: so many come in a long time. */
const pastReleases = 100;

/** A list that was cut short could hide a flag that is off: the migrator cuts what is pending before it. */
const contractsOf = ({ results }: MigrationRecord): readonly ContractTerms[] => {
  const validated = results?.validate;
  const { contracts = [], pending = [], more = 0 } = validated?.outcome === 'passed' ? validated : {};
  if (contracts.length === 0 || (more > 0 && pending.length === 0))
    throw refuse('validate could not tell when each contract file may be run: drop less at once');
  const without = pending.find(({ file, kind }) => kind === 'contract' && !contracts.some((one) => one.file === file));
  if (without !== undefined) throw refuse(`${without.file} does not say when it may be run`);
  return contracts;
};

const deployedFlags = async (policy: Policy, flags: ContractPorts['flags']): Promise<ContractGround['flags']> => {
  if (policy.flags === undefined) return undefined;
  const { flip, raise, ...address } = policy.flags;
  return (await flags.read(await flags.locate(address))).values;
};

/** Releases that are not over, of the other services whose policies name this database. */
const othersOn = async ({ database, migration }: MigrationRecord, { policies, ledger }: ContractPorts) => {
  const found: ReleaseRecord[] = [];
  for (const service of await policies.services()) {
    if (service === migration.service) continue;
    if ((await policies.of(service))?.migrations?.database !== database) continue;
    const record = await ledger.read(service);
    if (record !== undefined && record.status !== 'free') found.push(record);
  }
  return found;
};

const groundOf = async (record: MigrationRecord, turn: ContractTurn, ports: ContractPorts): Promise<ContractGround> => {
  const { service, terms } = record.migration;
  const policy = await ports.policies.of(service);
  if (policy === undefined) throw refuse(`${service} has no policy any more`);
  return {
    ...{ service, contracts: contractsOf(record), retentionSeconds: terms.retentionSeconds },
    ...{ flags: await deployedFlags(policy, ports.flags), raise: policy.flags?.raise ?? [] },
    record: await ports.ledger.read(service),
    history: await ports.history.list(service, pastReleases),
    others: await othersOn(record, ports),
    ...{ waitedSeconds: secondsBetween(turn.executionStartedAt, turn.now), now: turn.now },
  };
};

/** Waits until nothing needs what would be dropped: no flag, no version that runs or may come back, no release under way. */
export const checkContract = async (turn: ContractTurn, ports: ContractPorts): Promise<MigrationVerdict> => {
  const record = await demandMigration(ports, turn.migration);
  return refusing<MigrationVerdict>(
    async () => judgeContract(await groundOf(record, turn, ports)),
    (because) => ({ kind: 'refuse', gate: 'contract', because }),
  );
};
