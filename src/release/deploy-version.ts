import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import { podsFor } from '../domain/carrying.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Manifests } from '../ports/manifests.ts';
import type { Candidate, InPlace, Workload } from '../ports/workload.ts';
import { fenced } from './fenced.ts';
import { objectsOf } from './manifest-of.ts';
import { stepOf } from './step-of.ts';

export interface DeployPorts {
  readonly manifests: Manifests;
  readonly ledger: Ledger;
  readonly workload: Workload & InPlace;
}

const candidateOf = (
  { service, epoch, release }: ReleaseRecord,
  share: number,
  manifest: Candidate['manifest'],
): Candidate => ({
  release: { service, epoch },
  site: release.site,
  image: release.image,
  version: release.to.version,
  capacity: { ...release.capacity, replicas: podsFor(release.capacity.replicas, share) },
  ...(manifest === undefined ? {} : { manifest }),
});

/** A straggler must not take away what has users by now: RestoreWorkload does it when it may. */
const leftToRestoreWorkload = async (): Promise<void> => {};

/** Brings the candidate up beside stable, or puts it in stable's place. Readiness is the next step's question. */
export const deployVersion = async (turn: Turn, { ledger, workload, manifests }: DeployPorts): Promise<void> => {
  const { inPlace = false, share = 100 } = stepOf(turn, 'deploy');
  await fenced(ledger, turn.release, {
    write: async (record) => {
      const candidate = candidateOf(record, share, await objectsOf(record, manifests));
      await (inPlace ? workload.replace(candidate) : workload.deploy(candidate));
    },
    prove: async ({ release }) => {
      await workload.readiness(release.site, release.site.candidate);
    },
    undo: leftToRestoreWorkload,
  });
};
