import { describe, expect, it } from '@jest/globals';
import { siteOf } from '../../src/domain/site.ts';
import { blue, green, policyWith, rule } from '../support/release-facts.ts';

const route = { listenerRule: rule, targetGroups: { blue, green } };
const live = (weights: Record<string, number>, sticky = false) => ({ listenerRule: rule, weights, sticky });

describe('whose turn it is', () => {
  it('calls the environment with all users stable, whichever colour it has', () => {
    expect(siteOf(policyWith(), route, live({ [blue]: 100, [green]: 0 }), 'beside')).toMatchObject({
      stable: { color: 'blue' },
      candidate: { color: 'green' },
    });
    expect(siteOf(policyWith(), route, live({ [blue]: 0, [green]: 1 }), 'beside')).toMatchObject({
      stable: { color: 'green' },
      candidate: { color: 'blue' },
    });
  });

  it('knows stable by its weight also when the other group is not attached yet', () => {
    expect(siteOf(policyWith(), route, live({ [blue]: 100 }), 'beside')).toMatchObject({ stable: { color: 'blue' } });
  });

  it.each([
    ['somebody is moving users already', live({ [blue]: 95, [green]: 5 }), 'blue 95, green 5'],
    ['nobody has users', live({ [blue]: 0, [green]: 0 }), 'blue 0, green 0'],
    ['a third group has users', live({ [blue]: 90, other: 10 }), 'also sends users to other'],
    ['users get a maintenance answer', { ...live({}), closed: true }, 'maintenance answer'],
    ['cookies would override weights', live({ [blue]: 100 }, true), 'stickiness'],
  ])('refuses when %s', (_, split, sentence) => {
    expect(siteOf(policyWith(), route, split, 'beside')).toEqual(expect.stringContaining(sentence));
  });
});

describe('where a version runs', () => {
  const inOneNamespace = { deployment: 'orders', container: 'app', namespaces: { blue: 'shop', green: 'shop' } };

  it('is the other namespace, under the same name', () => {
    expect(siteOf(policyWith(), route, live({ [blue]: 100 }), 'beside')).toMatchObject({
      stable: { namespace: 'orders-blue', deployment: 'orders' },
      candidate: { namespace: 'orders-green', deployment: 'orders' },
    });
  });

  it('is the other slot of one namespace', () => {
    expect(siteOf(policyWith({ workload: inOneNamespace }), route, live({ [green]: 100 }), 'beside')).toMatchObject({
      stable: { namespace: 'shop', deployment: 'orders-green', targetGroup: green },
      candidate: { namespace: 'shop', deployment: 'orders-blue', targetGroup: blue },
    });
  });

  it('is the very place of the old one when it takes that', () => {
    const site = siteOf(policyWith(), route, live({ [green]: 100 }), 'inPlace');
    expect(site).toMatchObject({ stable: { color: 'green' }, candidate: { color: 'green' } });
  });

  it('needs no second environment where versions take each other’s place', () => {
    const policy = policyWith({
      workload: { ...inOneNamespace, namespaces: { blue: 'shop' } },
      traffic: { listenerRule: rule, targetGroups: { blue } },
    });
    const alone = { listenerRule: rule, targetGroups: { blue } };
    expect(siteOf(policy, alone, live({ [blue]: 100 }), 'inPlace')).toMatchObject({
      candidate: { namespace: 'shop', deployment: 'orders' },
    });
    expect(siteOf(policy, alone, live({ [blue]: 100 }), 'beside')).toContain('no second environment');
  });

  it.each([
    [{ header: { name: 'x-beta', value: 'yes' } }, { header: 'x-beta', value: 'yes' }],
    [{ cookie: { name: 'beta', value: '1' } }, { header: 'Cookie', value: '*beta=1*' }],
    [{ query: { key: 'beta', value: '1' } }, { query: 'beta', value: '1' }],
  ])('has a cohort told by %j', (way, match) => {
    const { traffic } = policyWith();
    const policy = policyWith({
      traffic: {
        ...{ listenerRule: rule, targetGroups: traffic.targetGroups },
        cohort: { listenerRule: `${rule}b`, ...way },
      },
    });
    expect(siteOf(policy, route, live({ [blue]: 100 }), 'beside')).toMatchObject({
      cohort: { listenerRule: `${rule}b`, match },
    });
  });
});
