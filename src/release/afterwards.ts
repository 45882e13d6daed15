import { safeSplit } from '../domain/split.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Flags } from '../ports/flags.ts';
import type { Traffic } from '../ports/traffic.ts';
import { subjectOf } from './announce.ts';
import { undoAllFlags } from './flip-flags.ts';
import type { Afterwards } from './roll-back.ts';
import { proveSplit } from './shift-traffic.ts';

export interface AfterwardsPorts {
  readonly traffic: Traffic;
  readonly flags: Flags;
  readonly announcer: Announcer;
}

/** Users are safe: now the flags, the proof, and the news. */
export const afterwards = ({ traffic, flags, announcer }: AfterwardsPorts): Afterwards => ({
  finish: async (record) => {
    await undoAllFlags(flags, record);
    await proveSplit(traffic, safeSplit(record.release.site));
    const because = record.abortedBecause ?? 'the release was aborted';
    await announcer.announce({ type: 'Release Rollback Begun', detail: subjectOf(record, because) });
  },
});
