import { describe, expect, it } from '@jest/globals';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { policyInput } from '../support/release-facts.ts';

const least = { database: 'orders', image: 'tidegate/migrator:1', namespace: 'orders-data', secret: 'orders-db' };
const read = (migrations: object) => readPolicyFile('tidegate.yml', JSON.stringify({ ...policyInput, migrations }));
const problemsOf = (migrations: object): readonly string[] => {
  const reading = read(migrations);
  return reading.ok ? [] : reading.problems.map(({ path, problem, fix }) => `${path}: ${problem}; ${fix}`);
};

describe('the migrations of a policy', () => {
  it('need a database, the migrator’s image, a namespace and a Secret, and have defaults for all else', () => {
    expect(read(least)).toMatchObject({
      ok: true,
      value: {
        migrations: {
          ...least,
          folder: '/migrations',
          ...{ within: 21_600, longTransaction: 60, retention: 604_800 },
          throttle: { maxLag: 5, maxLoad: 'Threads_running=25', criticalLoad: 'Threads_running=100' },
          approval: { expand: 'large', contract: 'always', rows: 10_000_000, takes: 1800, within: 86_400 },
        },
      },
    });
  });

  it('wait before they end: the critical load is above the one that holds the copy', () => {
    const throttle = { maxLoad: 'Threads_running=50,Threads_connected=200', criticalLoad: 'Threads_running=50' };
    expect(problemsOf({ ...least, throttle })).toEqual([
      expect.stringMatching(/criticalLoad: .+; give Threads_running a limit above that of maxLoad \(50\)/),
    ]);
    expect(problemsOf({ ...least, throttle: { ...throttle, criticalLoad: 'Threads_running=51' } })).toEqual([]);
  });

  it.each([
    ['throttle', { throttle: { maxLoad: 'Threads_running=25; rm -rf /' } }],
    ['folder', { folder: '/migrations/../../etc' }],
    ['folder', { folder: 'migrations' }],
    ['image', { image: '--privileged' }],
    ['secret', { secret: '../other' }],
    ['database', { database: 'Orders' }],
    ['rdsInstance', { rdsInstance: 'a b' }],
    ['baseline', { baseline: 1000 }],
  ])('take no %s that could lead elsewhere, or means nothing: %j', (where, wrong) => {
    expect(problemsOf({ ...least, ...wrong }).join()).toContain(`migrations.${where}`);
  });
});
