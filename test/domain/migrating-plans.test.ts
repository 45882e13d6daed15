import { describe, expect, it } from '@jest/globals';
import { siteOf } from '../../src/domain/site.ts';
import { strategies } from '../../src/domain/strategies.ts';
import { undoOf } from '../../src/domain/undo.ts';
import { blue, green, home, policyWith, rule } from '../support/release-facts.ts';

const live = { listenerRule: rule, weights: { [blue]: 100 }, sticky: false };
const capacity = { replicas: 3, floor: 2, revision: 'orders-7f9c' };
const migrations = { database: 'orders', image: 'tidegate/migrator:1', namespace: 'orders-data', secret: 'orders-db' };
const flags = { home, changes: [] };

const planned = (name: keyof typeof strategies, more: object = {}, fallback = false) => {
  const policy = policyWith({ migrations, ...more });
  const site = siteOf(policy, { listenerRule: rule, targetGroups: { blue, green } }, live, strategies[name].place);
  if (typeof site === 'string') throw new Error(site);
  const plan = strategies[name].plan({ policy, site, capacity, flags, urgent: false, fallback });
  return { plan, undo: undoOf(plan, { site, capacity, keep: [], image: 'shop/orders:1' }) };
};
const kindsOf = (...args: Parameters<typeof planned>) => planned(...args).plan.map(({ kind }) => kind);

describe('a plan with migrations', () => {
  it('widens the schema before the new version is deployed, and after the rollback action was proven', () => {
    for (const name of ['blue-green', 'canary'] as const)
      expect(kindsOf(name).slice(0, 3)).toEqual(['shift', 'migrate', 'deploy']);
    expect(kindsOf('rolling').slice(0, 2)).toEqual(['migrate', 'deploy']);
  });

  it('widens it while the old version still serves, where that has to stop', () => {
    expect(kindsOf('recreate').slice(0, 4)).toEqual(['shift', 'migrate', 'stop', 'deploy']);
  });

  it('asks people first where the policy says so', () => {
    const gates = { approvals: [{ before: 0, within: '1h' }] };
    expect(kindsOf('blue-green', { gates }).slice(0, 4)).toEqual(['shift', 'gate', 'migrate', 'deploy']);
    expect(kindsOf('rolling', { gates }).slice(0, 3)).toEqual(['gate', 'migrate', 'deploy']);
  });

  it('names the database', () => {
    expect(planned('rolling').plan[0]).toEqual({ kind: 'migrate', database: 'orders' });
  });

  it('never un-applies what it widened: no way back knows of the database', () => {
    for (const name of ['blue-green', 'canary', 'rolling', 'recreate'] as const) {
      const { undo } = planned(name);
      expect(undo).toEqual(undoOf(planned(name, { migrations: undefined }).plan, groundOf(name)));
    }
  });

  it('touches no database in a fallback: the version that it goes back to ran on this schema', () => {
    expect(kindsOf('blue-green', {}, true)).not.toContain('migrate');
  });

  it('touches no database where only a flag is raised', () => {
    const raise = { key: 'dark-mode' };
    const more = { flags: { application: 'shop', environment: 'production', profile: 'features', raise: [raise] } };
    expect(kindsOf('flag', more)).not.toContain('migrate');
  });
});

const groundOf = (name: keyof typeof strategies) => {
  const site = siteOf(
    policyWith({}),
    { listenerRule: rule, targetGroups: { blue, green } },
    live,
    strategies[name].place,
  );
  if (typeof site === 'string') throw new Error(site);
  return { site, capacity, keep: [], image: 'shop/orders:1' };
};
