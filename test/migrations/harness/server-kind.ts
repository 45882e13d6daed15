/** What differs between the servers that migrations are tested on. */
export interface ServerKind {
  readonly name: 'mariadb' | 'mysql';
  /** Makes `folder`/data; `owner` are the words that let root start a server. */
  readonly prepare: (folder: string, owner: readonly string[]) => void;
  /** The server's program, as an absolute path. */
  readonly command: () => string;
  readonly settings: readonly string[];
  /** What `CREATE USER` says between IDENTIFIED and BY. */
  readonly account: string;
  /** What the migrator needs in its own database besides what it needs everywhere. */
  readonly ownRights: readonly string[];
  /** What the migrator may do besides the database's own, as docs/migrations.md lists it. */
  readonly grants: string;
  /** How a replica finds where it is. */
  readonly follow: string;
}
