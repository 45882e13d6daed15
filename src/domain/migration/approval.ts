/** When a person must agree to a migration, and what came of it. */
import type { MigrationRecord, MigrationTerms } from '../../contracts/migration/record.ts';
import type { PendingStatement } from '../../contracts/migration/result.ts';
import type { MigrationVerdict } from '../../contracts/migration/turns.ts';
import { answerInVerdict, answerTo } from '../asking.ts';
import { secondsBetween } from '../instants.ts';
import { tellAbout, tellAboutSpan, tellSpan } from '../telling.ts';
import { nextAskedLookSeconds } from './looks.ts';

/** Names the migration, so that an answer never counts for another one. */
export const questionOf = ({ epoch }: Pick<MigrationRecord, 'epoch'>): string => `migration-${epoch}`;

/** What would be run: only what is copied row by row counts as large. */
export interface Extent {
  readonly pending: readonly PendingStatement[];
  readonly seconds: number | undefined;
}

const whyLarge = ({ pending, seconds }: Extent, { largeRows, largeSeconds }: MigrationTerms): string | null => {
  const copies = pending.filter(({ via }) => via === 'online');
  if (copies.length === 0) return null;
  const unknown = copies.find(({ rows }) => rows === undefined);
  if (unknown !== undefined) return `nobody knows how many rows ${unknown.table} has`;
  const rows = copies.reduce((sum, one) => sum + (one.rows ?? 0), 0);
  if (rows > largeRows) return `${tellAbout(rows)} rows are copied, and more than ${tellAbout(largeRows)} are large`;
  return seconds !== undefined && seconds > largeSeconds
    ? `it takes ${tellAboutSpan(seconds)}, and more than ${tellSpan(largeSeconds)} are long`
    : null;
};

/** Why the policy wants a person to agree, or null. */
export const whyApproval = (extent: Extent, terms: MigrationTerms): string | null => {
  if (terms.approval === 'always') return 'its policy wants a person to agree';
  return terms.approval === 'large' ? whyLarge(extent, terms) : null;
};

/** A person's word, or the wait for it; without one in time, the answer is no. `now` is ISO 8601. */
export const judgeApproval = (record: MigrationRecord, because: string, now: string): MigrationVerdict => {
  const { asked, answers = [], migration } = record;
  const { askSeconds } = migration.terms;
  const question = questionOf(record);
  const answer = answerTo(answers, question);
  if (answer !== undefined)
    return answer.said === 'yes'
      ? { kind: 'advance', because: answerInVerdict(answer) }
      : { kind: 'refuse', gate: 'approval', because: answerInVerdict(answer) };
  const waited = asked?.question === question ? secondsBetween(asked.since, now) : 0;
  if (waited >= askSeconds)
    return { kind: 'refuse', gate: 'approval', because: `nobody agreed within ${tellSpan(askSeconds)}: ${because}` };
  return { kind: 'ask', question, because, lookAgainSeconds: nextAskedLookSeconds(waited, askSeconds) };
};
