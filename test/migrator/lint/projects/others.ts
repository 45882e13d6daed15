import { type ProjectChange, schema, table } from './change.ts';

/** Tables of the other projects before their changes, as far as the changes need them. */
export const othersSchema = schema({
  wp_posts: table(['ID'], { ID: 'bigint unsigned', post_title: 'text', post_category: 'int = 0' }),
  wp_usermeta: table(
    ['umeta_id'],
    { umeta_id: 'bigint unsigned', meta_key: 'varchar(255) null' },
    { meta_key: 'meta_key' },
  ),
  wp_terms: table(['term_id'], { term_id: 'bigint unsigned', name: 'varchar(200) = ' }, { name: 'name' }),
  wp_options: table(['option_id', 'blog_id', 'option_name'], {
    option_id: 'bigint',
    blog_id: 'int = 0',
    option_name: 'varchar(64) = ',
  }),
  wp_signups: table([], { domain: 'varchar(200) = ', active: 'tinyint = 0' }),
  matomo_user: table(['login'], { login: 'varchar(100)', alias: 'varchar(45)', token_auth: 'char(32)' }),
  matomo_log_visit: table(['idvisit'], {
    idvisit: 'bigint unsigned',
    config_gears: 'tinyint(1)',
    config_director: 'tinyint(1)',
    visitor_days_since_first: 'smallint unsigned null',
    visitor_days_since_order: 'smallint unsigned null',
  }),
  matomo_log_link_visit_action: table(['idlink_va'], {
    idlink_va: 'bigint unsigned',
    interaction_position: 'mediumint unsigned null',
  }),
  jos_content: table(['id'], {
    id: 'int unsigned',
    title_alias: 'varchar(255) = ',
    sectionid: 'int unsigned = 0',
    checked_out_time: 'datetime = 0000-00-00 00:00:00',
  }),
  jos_users: table(['id'], { id: 'int', usertype: 'varchar(25) = ' }, { usertype: 'usertype' }),
  jos_assets: table(['id'], { id: 'int unsigned', name: 'varchar(50)' }, {}, 'MyISAM'),
  jos_ucm_content: table(['core_content_id'], {
    core_content_id: 'int unsigned',
    core_checked_out_time: 'varchar(255) = ',
  }),
  role_members: table(['id'], { id: 'bigint', rel_role: 'bigint unsigned', rel_user: 'bigint unsigned' }),
  flagtypes: table(['id'], { id: 'smallint', name: 'varchar(50)' }),
  bugs_fulltext: table(['bug_id'], { bug_id: 'mediumint', comments: 'mediumtext null' }, {}, 'MyISAM'),
  dbs: table(['id'], { id: 'int', allow_csv_upload: 'tinyint(1) = 1' }),
  Users: table(['id'], { id: 'int', parent_user_id: 'int' }),
  oc_cards: table(['id'], { id: 'bigint', addressbookid: 'bigint = 0', uri: 'varchar(255) null' }),
  oc_filecache: table(['fileid'], { fileid: 'bigint', mtime: 'int = 0', size: 'bigint = 0' }),
  oc_federated_reshares: table([], { share_id: 'int', remote_id: 'int' }, { share_id_index: '!share_id' }),
});

const change = (project: string, source: string, sql: string, breaks: boolean, because: string): ProjectChange => ({
  project,
  source,
  sql,
  breaks,
  because,
});

const utf8mb4 = 'https://make.wordpress.org/core/2015/04/02/the-utf8mb4-upgrade/';
const upgrades = 'https://docs.w3cub.com/wordpress/functions/pre_schema_upgrade';
const wordPressColumns = 'https://wordpress.stackexchange.com/questions/399298';
const downgrade = 'https://matomo.org/faq/how-to/how-do-i-downgrade-from-matomo-4-to-matomo-3/';
const third = 'https://gist.github.com/realityking/2775329';
const corteza = 'https://docs.cortezaproject.org/corteza-docs/2024.9/devops-guide/upgrade/2024095.html';
const bugzilla = 'https://build.opensuse.org/request/show/716198 (notes of Bugzilla 5.0.5 and 5.0.6)';
const nextcloud = 'https://ararabo.jp/2021-03-01/?p=11749 (upgrade of a running 20.0.5 to 20.0.8)';
const must = 'the way back to version 3 has to put it back';

/** Changes of WordPress, Matomo, Joomla, Corteza, Bugzilla, Superset, XDMoD and Nextcloud. */
export const others: readonly ProjectChange[] = [
  change(
    'WordPress',
    utf8mb4,
    'ALTER TABLE wp_posts CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
    false,
    'utf8mb4 is said to be 100 % backwards compatible with utf8',
  ),
  change(
    'WordPress',
    utf8mb4,
    'ALTER TABLE wp_usermeta DROP INDEX meta_key, ADD INDEX meta_key (meta_key(191))',
    false,
    'only an index becomes shorter',
  ),
  change(
    'WordPress',
    utf8mb4,
    'ALTER TABLE wp_terms DROP INDEX name, ADD INDEX name (name(191))',
    false,
    'only an index becomes shorter',
  ),
  change(
    'WordPress',
    wordPressColumns,
    'ALTER TABLE wp_posts DROP COLUMN post_category',
    true,
    'versions before write the column',
  ),
  change(
    'WordPress',
    upgrades,
    'ALTER TABLE wp_options DROP PRIMARY KEY, ADD PRIMARY KEY (option_id)',
    false,
    'code finds options by name, not by key',
  ),
  change(
    'WordPress',
    upgrades,
    'ALTER TABLE wp_signups ADD signup_id BIGINT(20) NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST',
    false,
    'code that does not name the number gets one',
  ),
  change(
    'WordPress',
    'https://make.wordpress.org/core/2015/09/04/taxonomy-term-metadata-proposal/',
    'CREATE TABLE wp_termmeta (meta_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, term_id BIGINT UNSIGNED NOT NULL DEFAULT 0, meta_key VARCHAR(255) DEFAULT NULL, meta_value LONGTEXT, PRIMARY KEY (meta_id), KEY term_id (term_id), KEY meta_key (meta_key(191)))',
    false,
    'a new table',
  ),
  change('Matomo', downgrade, 'ALTER TABLE matomo_user DROP COLUMN alias, DROP COLUMN token_auth', true, must),
  change(
    'Matomo',
    downgrade,
    'ALTER TABLE matomo_log_visit DROP COLUMN config_gears, DROP COLUMN config_director',
    true,
    must,
  ),
  change(
    'Matomo',
    downgrade,
    'ALTER TABLE matomo_log_link_visit_action CHANGE interaction_position pageview_position MEDIUMINT UNSIGNED DEFAULT NULL',
    true,
    must,
  ),
  change(
    'Matomo',
    downgrade,
    'ALTER TABLE matomo_log_visit DROP COLUMN visitor_days_since_first, DROP COLUMN visitor_days_since_order',
    true,
    must,
  ),
  change(
    'Matomo',
    downgrade,
    'ALTER TABLE matomo_log_visit ADD COLUMN visitor_seconds_since_first INT(11) UNSIGNED NULL',
    false,
    'version 3 may leave it where it is',
  ),
  change(
    'Joomla',
    third,
    'ALTER TABLE jos_content DROP title_alias, DROP sectionid',
    true,
    'version 2.5 has them as deprecated columns',
  ),
  change('Joomla', third, 'ALTER TABLE jos_users DROP usertype', true, 'version 2.5 has it as a deprecated column'),
  change(
    'Joomla',
    third,
    'ALTER TABLE jos_assets ENGINE = InnoDB',
    false,
    'tables that get foreign keys or transactions later',
  ),
  change(
    'Joomla',
    'https://github.com/joomla/joomla-cms/issues/25715',
    'ALTER TABLE jos_content MODIFY checked_out_time DATETIME NULL DEFAULT NULL',
    true,
    'code before looks for the null date, not for NULL',
  ),
  change(
    'Joomla',
    'https://github.com/joomla/joomla-cms/issues/27228',
    'ALTER TABLE jos_ucm_content MODIFY core_checked_out_time DATETIME NULL DEFAULT NULL',
    true,
    'what was text becomes a date; code before writes an empty text',
  ),
  change(
    'Corteza',
    corteza,
    'ALTER TABLE role_members DROP COLUMN rel_user',
    true,
    'the notes call it perhaps not backwards compatible',
  ),
  change(
    'Corteza',
    corteza,
    'ALTER TABLE role_members ADD COLUMN rel_resource VARCHAR(512) NULL',
    false,
    'it is filled from rel_user',
  ),
  change(
    'Corteza',
    corteza,
    'ALTER TABLE role_members MODIFY rel_user BIGINT UNSIGNED NULL',
    false,
    'the way to let both versions write',
  ),
  change('Bugzilla', bugzilla, 'ALTER TABLE flagtypes MODIFY id MEDIUMINT NOT NULL', false, 'more types of flags fit'),
  change('Bugzilla', bugzilla, 'ALTER TABLE bugs_fulltext ENGINE = InnoDB', false, 'queries stay as they are'),
  change(
    'Superset',
    'https://github.com/apache/superset/pull/17275',
    'ALTER TABLE dbs RENAME COLUMN allow_csv_upload TO allow_file_upload',
    true,
    'code before reads the column by its old name',
  ),
  change(
    'XDMoD',
    'https://github.com/ubccr/xdmod/pull/54',
    'ALTER TABLE Users DROP COLUMN parent_user_id',
    false,
    'the column is said to be used by no code',
  ),
  change(
    'Nextcloud',
    nextcloud,
    'CREATE INDEX cards_abiduri ON oc_cards (addressbookid, uri)',
    false,
    'may be added while the instance keeps running',
  ),
  change(
    'Nextcloud',
    nextcloud,
    'ALTER TABLE oc_filecache MODIFY mtime BIGINT NOT NULL DEFAULT 0',
    false,
    'the number becomes larger',
  ),
  change(
    'Nextcloud',
    nextcloud,
    'ALTER TABLE oc_federated_reshares ADD PRIMARY KEY (share_id)',
    false,
    'may be added to a running version',
  ),
];
