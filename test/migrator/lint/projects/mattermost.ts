import { type ProjectChange, schema, table } from './change.ts';

/** Mattermost's tables on MySQL before its changes, as far as the changes need them. */
export const mattermostSchema = schema({
  Posts: table(
    ['Id'],
    {
      Id: 'varchar(26)',
      CreateAt: 'bigint null',
      DeleteAt: 'bigint null',
      RootId: 'varchar(26) null',
      ParentId: 'varchar(26) null',
      FileIds: 'varchar(150) null',
      Props: 'text null',
    },
    { idx_posts_root_id: 'RootId' },
  ),
  ChannelMembers: table(['ChannelId', 'UserId'], {
    ChannelId: 'varchar(26)',
    UserId: 'varchar(26)',
    Roles: 'varchar(64) null',
    NotifyProps: 'text null',
  }),
  Users: table(['Id'], { Id: 'varchar(26)', Props: 'text null', Timezone: 'text null' }),
  Threads: table(['PostId'], { PostId: 'varchar(26)', Participants: 'longtext null' }),
  ThreadMemberships: table(['PostId', 'UserId'], { PostId: 'varchar(26)', UserId: 'varchar(26)' }),
  CommandWebhooks: table(['Id'], { Id: 'varchar(26)', RootId: 'varchar(26) null', ParentId: 'varchar(26) null' }),
  Sessions: table(['Id'], { Id: 'varchar(26)', Roles: 'varchar(64) null' }),
  Jobs: table(['Id'], { Id: 'varchar(26)', Status: 'varchar(32) null', Type: 'varchar(32) null' }),
  Channels: table(['Id'], {
    Id: 'varchar(26)',
    TeamId: 'varchar(26) null',
    DisplayName: 'varchar(64) null',
    LastPostAt: 'bigint null',
  }),
  Reactions: table(['UserId', 'PostId', 'EmojiName'], {
    UserId: 'varchar(26)',
    PostId: 'varchar(26)',
    EmojiName: 'varchar(64)',
    CreateAt: 'bigint null',
  }),
  SidebarChannels: table(['ChannelId', 'UserId', 'CategoryId'], {
    ChannelId: 'varchar(26)',
    UserId: 'varchar(26)',
    CategoryId: 'varchar(128)',
  }),
  SharedChannelRemotes: table(['Id', 'ChannelId'], {
    Id: 'varchar(26)',
    ChannelId: 'varchar(26)',
    LastPostID: 'varchar(26) null',
  }),
  IncomingWebhooks: table(['Id'], { Id: 'varchar(26)' }),
});

const notes = 'https://docs.mattermost.com/upgrade/important-upgrade-notes.html';
const sixth = `${notes} (v6.0) and https://gist.github.com/streamer45/868c451164f6e8069d8b398685a31b6e`;
const sixthFirst = `${notes} (v6.1) and https://gist.github.com/streamer45/997b726a86b5d2a624ac2af435a66086`;

const change = (source: string, sql: string, breaks: boolean, because: string): ProjectChange => ({
  project: 'Mattermost',
  source,
  sql,
  breaks,
  because,
});

const together = 'a v6 server can’t run beside a v5 server, which writes ParentId';
const before = 'may be run before the upgrade, on a server of the version before';
const compatible = 'the notes call it fully backwards-compatible';

/** Changes of Mattermost. */
export const mattermost: readonly ProjectChange[] = [
  change(
    `${notes} (v5.22)`,
    'ALTER TABLE Reactions ADD COLUMN UpdateAt BIGINT, ADD COLUMN DeleteAt BIGINT',
    false,
    compatible,
  ),
  change(
    'https://gist.github.com/streamer45/9aee4906639a49ebde68b2f3c0f924c1',
    'ALTER TABLE Posts ADD RemoteId VARCHAR(26)',
    false,
    before,
  ),
  change(
    sixth,
    'ALTER TABLE Posts MODIFY COLUMN FileIds TEXT, MODIFY COLUMN Props JSON, DROP COLUMN ParentId',
    true,
    together,
  ),
  change(sixth, 'ALTER TABLE CommandWebhooks DROP COLUMN ParentId', true, together),
  change(sixth, 'ALTER TABLE ChannelMembers MODIFY NotifyProps JSON', false, before),
  change(sixth, 'ALTER TABLE Users MODIFY Props JSON, MODIFY Timezone JSON', false, before),
  change(sixth, 'ALTER TABLE Threads MODIFY Participants JSON', false, before),
  change(sixth, 'CREATE INDEX idx_posts_root_id_delete_at ON Posts (RootId, DeleteAt)', false, before),
  change(sixth, 'DROP INDEX idx_posts_root_id ON Posts', false, before),
  change(sixth, 'CREATE INDEX idx_channels_team_id_display_name ON Channels (TeamId, DisplayName)', false, before),
  change(sixthFirst, 'ALTER TABLE Sessions MODIFY Roles TEXT', false, before),
  change(sixthFirst, 'ALTER TABLE ChannelMembers MODIFY Roles TEXT', false, before),
  change(sixthFirst, 'CREATE INDEX idx_jobs_status_type ON Jobs (Status, Type)', false, before),
  change(sixthFirst, "ALTER TABLE Channels ADD LastRootPostAt BIGINT DEFAULT '0'", false, before),
  change(
    sixthFirst,
    'UPDATE Channels SET LastPostAt = 0 WHERE LastPostAt IS NULL',
    false,
    'it fills a column that old code does not read',
  ),
  change(
    'https://gitlab.com/gitlab-org/omnibus-gitlab/-/issues/6806',
    'CREATE INDEX idx_posts_create_at_id ON Posts (CreateAt, Id) LOCK=NONE',
    false,
    compatible,
  ),
  change(
    'https://docs.mattermost.com/upgrade/prepare-to-upgrade-mattermost.html (v7.1)',
    "ALTER TABLE Reactions ADD COLUMN ChannelId VARCHAR(26) NOT NULL DEFAULT '', ADD INDEX idx_reactions_channel_id (ChannelId)",
    false,
    compatible,
  ),
  change(
    'https://github.com/mattermost/mattermost/pull/25565',
    'ALTER TABLE SharedChannelRemotes RENAME COLUMN LastPostID TO LastPostUpdateID',
    true,
    'servers before read the column by its old name',
  ),
  change(
    'https://gitlab.com/gitlab-org/omnibus-gitlab/-/issues/8969',
    'ALTER TABLE Channels ADD COLUMN BannerInfo JSON',
    false,
    compatible,
  ),
  change(
    `${notes} (v10.9)`,
    'CREATE INDEX idx_sidebarchannels_categoryid ON SidebarChannels (CategoryId)',
    false,
    compatible,
  ),
  change(
    `${notes} (v11.9)`,
    "ALTER TABLE Sessions ADD COLUMN VoipDeviceId VARCHAR(512) NOT NULL DEFAULT ''",
    false,
    compatible,
  ),
  change(
    `${notes} (v11.9)`,
    'ALTER TABLE IncomingWebhooks ADD COLUMN LastUsed BIGINT NOT NULL DEFAULT 0',
    false,
    compatible,
  ),
  change(
    `${notes} (v11.9)`,
    'DELETE FROM ThreadMemberships WHERE UserId NOT IN (SELECT UserId FROM ChannelMembers)',
    false,
    'the notes call it fully backwards-compatible, and warn of its one unbatched delete',
  ),
];
