import type { ReleaseRecord } from '../contracts/release.ts';
import { instantSplits } from '../domain/undo.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Flags } from '../ports/flags.ts';
import type { Restorer } from '../ports/restorer.ts';
import type { Traffic } from '../ports/traffic.ts';
import { subjectOf } from './announce.ts';
import { undoAllFlags } from './flip-flags.ts';
import { proveSplit } from './prove-split.ts';
import type { Afterwards } from './roll-back.ts';
import { type SleeperPorts, wakeSleeper } from './wake-sleeper.ts';

export interface AfterwardsPorts extends SleeperPorts {
  readonly traffic: Traffic;
  readonly flags: Flags;
  readonly restorer: Restorer;
  readonly announcer: Announcer;
}

const isInPlace = ({ release }: ReleaseRecord): boolean => release.undo.some(({ kind }) => kind === 'version');

/** Until the Ingress is set back, its controller may change the rule once more: RestoreWorkload sees to both. */
const proveWeights = async ({ release: { undo } }: ReleaseRecord, traffic: Traffic): Promise<void> => {
  if (undo.some(({ kind }) => kind === 'action')) return;
  for (const safe of instantSplits(undo)) await proveSplit(traffic, safe);
};

/** What may wait is done: first what users still wait for, then the flags, the proof, the news, and who sleeps. */
export const afterwards = (ports: AfterwardsPorts): Afterwards => ({
  finish: async (record) => {
    const { traffic, flags, restorer, announcer } = ports;
    const { service, epoch } = record;
    if (isInPlace(record)) await restorer.begin({ service, epoch });
    await undoAllFlags(flags, record);
    await proveWeights(record, traffic);
    const because = record.abortedBecause ?? 'the release was aborted';
    await announcer.announce({ type: 'Release Rollback Begun', detail: subjectOf(record, because) });
    await wakeSleeper(record, because, ports);
  },
});
