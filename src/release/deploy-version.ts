import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Candidate, Workload } from '../ports/workload.ts';
import { fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface DeployPorts {
  readonly ledger: Ledger;
  readonly workload: Workload;
}

const candidateOf = ({ service, epoch, release }: ReleaseRecord): Candidate => ({
  release: { service, epoch },
  site: release.site,
  image: release.image,
  version: release.to.version,
  capacity: release.capacity,
});

/** A straggler must not take away a candidate that has users by now: RestoreWorkload does it once they have left. */
const leftToRestoreWorkload = async (): Promise<void> => {};

/** Brings the candidate up beside stable, as large as stable is now. Readiness is the next step's question. */
export const deployVersion = async (turn: Turn, { ledger, workload }: DeployPorts): Promise<void> => {
  stepOf(turn, 'deploy');
  await fenced(ledger, turn.release, {
    write: (record) => workload.deploy(candidateOf(record)),
    prove: async ({ release }) => {
      await workload.readiness(release.site, release.site.candidate);
    },
    undo: leftToRestoreWorkload,
  });
};
