import { type ProjectChange, schema, table } from './change.ts';

/** MediaWiki's tables before its changes, as far as the changes need them. */
export const mediawikiSchema = schema({
  revision: table(['rev_id'], {
    rev_id: 'int unsigned',
    rev_user: 'int unsigned = 0',
    rev_user_text: 'varbinary(255)',
  }),
  revision_actor_temp: table(['revactor_rev'], { revactor_rev: 'int unsigned', revactor_actor: 'bigint unsigned' }),
  archive: table(['ar_id'], { ar_id: 'int unsigned', ar_user: 'int unsigned = 0', ar_user_text: 'varbinary(255) = ' }),
  ipblocks: table(['ipb_id'], { ipb_id: 'int', ipb_by: 'int unsigned = 0', ipb_by_text: 'varbinary(255) = ' }),
  recentchanges: table(['rc_id'], { rc_id: 'int', rc_user: 'int unsigned = 0' }),
  user_groups: table(['ug_user', 'ug_group'], { ug_user: 'int unsigned = 0', ug_group: 'varbinary(255) = ' }),
  user_former_groups: table(['ufg_user', 'ufg_group'], { ufg_user: 'int unsigned = 0', ufg_group: 'varbinary(32) = ' }),
  page: table(['page_id'], { page_id: 'int unsigned', page_restrictions: 'tinyblob null' }),
});

const actors = 'https://www.mediawiki.org/wiki/Actor_migration';
const project = 'MediaWiki';

/** Changes of MediaWiki. */
export const mediawiki: readonly ProjectChange[] = [
  {
    project,
    source: actors,
    sql: 'CREATE TABLE actor (actor_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, actor_user INT UNSIGNED, actor_name VARBINARY(255) NOT NULL, UNIQUE KEY actor_user (actor_user), UNIQUE KEY actor_name (actor_name))',
    breaks: false,
    because: 'new tables are written beside the old columns over several releases',
  },
  {
    project,
    source: actors,
    sql: 'CREATE TABLE revision_actor_temp2 (revactor_rev INT UNSIGNED NOT NULL, revactor_actor BIGINT UNSIGNED NOT NULL, PRIMARY KEY (revactor_rev, revactor_actor), KEY by_actor (revactor_actor))',
    breaks: false,
    because: 'it only takes copies until the large table is altered',
  },
  {
    project,
    source: actors,
    sql: 'ALTER TABLE revision ADD COLUMN rev_actor BIGINT UNSIGNED NOT NULL DEFAULT 0, ADD INDEX rev_actor_id (rev_actor, rev_id)',
    breaks: false,
    because: 'old code goes on with rev_user',
  },
  {
    project,
    source: actors,
    sql: 'ALTER TABLE recentchanges ADD COLUMN rc_actor BIGINT UNSIGNED NOT NULL DEFAULT 0',
    breaks: false,
    because: 'old code goes on with rc_user',
  },
  {
    project,
    source: actors,
    sql: 'ALTER TABLE revision DROP COLUMN rev_user, DROP COLUMN rev_user_text',
    breaks: true,
    because: 'releases before read these columns',
  },
  {
    project,
    source: actors,
    sql: 'ALTER TABLE archive DROP COLUMN ar_user, DROP COLUMN ar_user_text',
    breaks: true,
    because: 'releases before read these columns',
  },
  {
    project,
    source: actors,
    sql: 'ALTER TABLE ipblocks DROP COLUMN ipb_by, DROP COLUMN ipb_by_text',
    breaks: true,
    because: 'releases before read these columns',
  },
  {
    project,
    source: actors,
    sql: 'DROP TABLE revision_actor_temp',
    breaks: true,
    because: 'releases between read it',
  },
  {
    project,
    source: 'https://www.mediawiki.org/wiki/Manual:$wgCommentTableSchemaMigrationStage',
    sql: 'CREATE TABLE comment (comment_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, comment_hash INT NOT NULL, comment_text BLOB NOT NULL, comment_data BLOB, KEY comment_hash (comment_hash))',
    breaks: false,
    because: 'the first stage reads and writes the old schema only',
  },
  {
    project,
    source: 'https://www.mail-archive.com/mediawiki-commits@lists.wikimedia.org/msg416108.html',
    sql: 'ALTER TABLE user_groups ADD COLUMN ug_expiry VARBINARY(14) NULL DEFAULT NULL, ADD INDEX ug_expiry (ug_expiry)',
    breaks: true,
    because: 'code that reads the table has to leave out rows that are expired: old code would go on granting them',
  },
  {
    project,
    source: 'https://www.mediawiki.org/wiki/Manual:User_former_groups_table',
    sql: "ALTER TABLE user_former_groups MODIFY COLUMN ufg_group VARBINARY(255) NOT NULL DEFAULT ''",
    breaks: false,
    because: 'names become longer, 1.20 to 1.21',
  },
  {
    project,
    source: 'https://www.mediawiki.org/wiki/Topic:Txykwytqjtgfr9m9',
    sql: 'ALTER TABLE page DROP COLUMN page_restrictions',
    breaks: true,
    because: 'old rows that have a value there have to be migrated before',
  },
];
