import { describe, expect, it } from '@jest/globals';
import { argumentsOf } from '../../../migrator/online/arguments.ts';
import { defaultsOf } from '../../../migrator/online/defaults-file.ts';
import { copyNames } from '../../../migrator/online/names.ts';
import { renamesIn } from '../../../migrator/online/renames.ts';

const change = {
  database: 'shop',
  table: 'orders',
  alter: "ADD COLUMN note TEXT COMMENT 'a, b; $(c)'",
  options: {
    maxLagSeconds: 5,
    maxLoad: 'Threads_running=25',
    criticalLoad: 'Threads_running=50',
    chunkTimeSeconds: 0.1,
  },
  rowLockWaitSeconds: 0,
  replicaTable: undefined,
  defaultsFile: '/scratch/client.cnf',
  pauseFile: '/control/pause',
  plugin: '/opt/rendezvous.pm',
};

describe('the call of pt-online-schema-change', () => {
  it('has the clauses as one argument, whatever is in them', () => {
    expect(argumentsOf(change)).toContain(change.alter);
  });

  it('never waits for a row that a user has', () => {
    expect(argumentsOf(change)).toContain('lock_wait_timeout=2,innodb_lock_wait_timeout=0');
  });

  it('looks for replicas only where it is told of some', () => {
    expect(argumentsOf(change)).toContain('none');
    expect(argumentsOf({ ...change, replicaTable: '_list' })).toContain('dsn=F=/scratch/client.cnf,D=shop,t=_list');
  });

  it('takes the password from a file, with what option files escape', () => {
    const access = { host: 'db', port: 3306, user: 'me', password: 'a"b\\c', database: 'shop', replicas: [] };
    expect(defaultsOf(access, undefined)).toContain('password="a\\"b\\\\c"\n');
    expect(defaultsOf(access, '/scratch/ca.pem')).toContain('ssl-ca="/scratch/ca.pem"\nssl-verify-server-cert=1\n');
  });

  it('makes triggers of known names, however long those of database and table are', () => {
    expect(copyNames('shop', 'orders').triggers).toContain('pt_osc_shop_orders_del');
    const [trigger = ''] = copyNames('a'.repeat(40), 'b'.repeat(40)).triggers;
    expect(trigger).toHaveLength(64);
  });

  it('is checked for columns that change their names', () => {
    expect(renamesIn('ALTER TABLE orders RENAME COLUMN Old TO new_one, ADD COLUMN b INT')).toEqual(
      new Map([['old', 'new_one']]),
    );
  });
});
