import { describe, expect, it } from '@jest/globals';
import { lint, type SchemaFacts } from '../../../migrator/lint/lint.ts';
import type { ProjectChange } from './projects/change.ts';
import { mattermost, mattermostSchema } from './projects/mattermost.ts';
import { mediawiki, mediawikiSchema } from './projects/mediawiki.ts';
import { others, othersSchema } from './projects/others.ts';

const groups: readonly (readonly [readonly ProjectChange[], SchemaFacts])[] = [
  [mediawiki, mediawikiSchema],
  [mattermost, mattermostSchema],
  [others, othersSchema],
];

const judged = groups.flatMap(([changes, schema]) =>
  changes.map((change) => {
    const { findings } = lint([{ name: '001_change.sql', sql: change.sql }], schema);
    const refused = findings.filter((finding) => finding.severity === 'refuse').map((finding) => finding.rule);
    return { ...change, refused };
  }),
);

const broken = judged.filter((change) => change.breaks);
const stopped = judged.filter((change) => change.refused.length > 0);
const hits = broken.filter((change) => change.refused.length > 0);

/** Rules that refuse a statement for what it would do to the server or the copy, whatever the old code does. */
const forTheServer = new Set<string>(['unbounded-rows', 'primary-key', 'auto-increment', 'no-key']);
const stoppedForOldCode = stopped.filter(({ refused }) => refused.some((rule) => !forTheServer.has(rule)));

const rows = (changes: typeof judged): readonly string[] =>
  changes.map((change) => `${change.project}: ${change.sql.slice(0, 48)} [${[...new Set(change.refused)].join(', ')}]`);

const percent = (part: number, whole: number): number => Math.round((100 * part) / whole);

describe('documented changes of public projects', () => {
  it('are at least forty, each with its source, and all are read', () => {
    expect(judged.length).toBeGreaterThanOrEqual(40);
    expect(judged.every((change) => change.source.startsWith('https://'))).toBe(true);
    const unread = judged.filter(({ refused }) => refused.some((rule) => /unparseable|schema/.test(rule)));
    expect(rows(unread)).toEqual([]);
  });

  it('that break old code and are let through: one, whose harm is in the meaning', () => {
    expect(rows(broken.filter((change) => change.refused.length === 0))).toEqual([
      'MediaWiki: ALTER TABLE user_groups ADD COLUMN ug_expiry VAR []',
    ]);
  });

  it('that break nothing and are refused: these', () => {
    expect(rows(stopped.filter((change) => !change.breaks))).toEqual([
      'Mattermost: ALTER TABLE ChannelMembers MODIFY NotifyProps JS [other-type]',
      'Mattermost: ALTER TABLE Users MODIFY Props JSON, MODIFY Time [other-type]',
      'Mattermost: ALTER TABLE Threads MODIFY Participants JSON [other-type]',
      'Mattermost: UPDATE Channels SET LastPostAt = 0 WHERE LastPos [unbounded-rows]',
      'Mattermost: DELETE FROM ThreadMemberships WHERE UserId NOT I [unbounded-rows]',
      'WordPress: ALTER TABLE wp_posts CONVERT TO CHARACTER SET ut [table-charset]',
      'WordPress: ALTER TABLE wp_options DROP PRIMARY KEY, ADD PRI [primary-key]',
      'WordPress: ALTER TABLE wp_signups ADD signup_id BIGINT(20)  [primary-key, auto-increment, no-key]',
      'XDMoD: ALTER TABLE Users DROP COLUMN parent_user_id [drop-column]',
      'Nextcloud: ALTER TABLE oc_federated_reshares ADD PRIMARY KE [primary-key]',
    ]);
  });

  it('give a recall of 95 % and a precision of 66 %, of 79 % among refusals for the old code’s sake', () => {
    expect({
      changes: judged.length,
      breaking: broken.length,
      refused: stopped.length,
      recall: percent(hits.length, broken.length),
      precision: percent(hits.length, stopped.length),
      precisionForOldCode: percent(hits.length, stoppedForOldCode.length),
    }).toEqual({ changes: 62, breaking: 20, refused: 29, recall: 95, precision: 66, precisionForOldCode: 79 });
  });
});
