import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hold, plannedChanges, sameFlag, undoValues } from '../../src/domain/flags.ts';
import { parseImage } from '../../src/domain/image-name.ts';
import { secondsBefore, secondsBetween, toInstant } from '../../src/domain/instants.ts';
import { executionName, recoveryName, serviceInAlarmName } from '../../src/domain/names.ts';
import { agrees, splitFor } from '../../src/domain/split.ts';
import { versionOf, whyTagIsIgnored } from '../../src/domain/tags.ts';
import { digestOf, site } from '../support/release-facts.ts';

describe('tags', () => {
  it.each(['2.0.0', '1.0.0', 'v3.1.4'])('%s starts a release', (tag) =>
    expect(whyTagIsIgnored(tag, '>=1.0.0')).toBeNull(),
  );

  it.each([
    ['latest', 'not a version'],
    ['2.0.0-rc.1', 'pre-release'],
    ['0.9.9', 'outside the range'],
    ['sha256-7f5b.sig', 'not a version'],
    [undefined, 'no tag'],
  ])('%s never does', (tag, why) => expect(whyTagIsIgnored(tag, '>=1.0.0')).toContain(why));

  it('prefers the highest version among the tags of one image', () => {
    expect(versionOf(['latest', '1.4.0', '1.4', '1.10.0'])).toBe('1.10.0');
    expect(versionOf(['main'])).toBe('main');
  });
});

describe('names', () => {
  it('finds the service in an alarm that says whom it guards, and in no other', () => {
    expect(serviceInAlarmName('tidegate--orders-api--5xx')).toBe('orders-api');
    expect(serviceInAlarmName('orders-5xx')).toBeNull();
    expect(serviceInAlarmName('tidegate--orders')).toBeNull();
  });

  it('makes execution names that Step Functions accepts, and tells two images of one tag apart', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/),
        fc.stringMatching(/^\w[\w.+-]{0,127}$/),
        (service, tag) => {
          expect(executionName(service, tag, digestOf('a'))).toMatch(/^[A-Za-z0-9._-]{1,80}$/);
        },
      ),
    );
    expect(executionName('orders', '2.0.0', digestOf('a'))).not.toBe(executionName('orders', '2.0.0', digestOf('b')));
  });

  it('names one recovery for each execution that died', () => {
    const first = recoveryName('orders', 7, 'orders-2.0.0-bbbbbbbbbbbb');
    expect(first).toBe('recover-orders-7-1');
    expect(recoveryName('orders', 7, 'orders-2.0.0-bbbbbbbbbbbb')).toBe(first);
    expect(recoveryName('orders', 7, first)).toBe('recover-orders-7-2');
  });

  it('reads tag and digest of an image, and takes no port for a tag', () => {
    expect(parseImage(`registry:5000/shop/orders@${digestOf('a')}`)).toEqual({ digest: digestOf('a') });
    expect(parseImage('registry:5000/shop/orders')).toEqual({});
    expect(parseImage('orders:1.4.0')).toEqual({ tag: '1.4.0' });
  });
});

describe('splits', () => {
  it('always share out exactly 100', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (weight) => {
        const { weights } = splitFor(site, weight);
        expect(Object.values(weights).reduce((a, b) => a + b)).toBe(100);
      }),
    );
  });

  it('agree with the load balancer only when every weight is equal and no cookie overrides them', () => {
    expect(agrees({ ...splitFor(site, 5), sticky: false }, splitFor(site, 5))).toBe(true);
    expect(agrees({ ...splitFor(site, 5), sticky: true }, splitFor(site, 5))).toBe(false);
    expect(agrees({ ...splitFor(site, 5), sticky: false }, splitFor(site, 0))).toBe(false);
    expect(
      agrees({ ...splitFor(site, 0), weights: { [site.stable.targetGroup]: 100 }, sticky: false }, splitFor(site, 0)),
    ).toBe(true);
  });
});

describe('flags', () => {
  const flip = { key: 'points', enabled: true, at: 100, versions: '>=2.0.0' };

  it('change for the versions that flip them, and remember what users had', () => {
    expect(plannedChanges([flip], '2.0.0', { points: { enabled: false, rate: 3, _updatedAt: 'x' } })).toEqual([
      { key: 'points', at: 100, before: { enabled: false, rate: 3 }, after: { enabled: true, rate: 3 } },
    ]);
    expect(plannedChanges([flip], '1.9.0', { points: { enabled: false } })).toEqual([]);
  });

  it('are refused when they do not exist', () => {
    expect(plannedChanges([flip], '2.0.0', {})).toEqual({ missing: 'points' });
  });

  it('go back only where they still hold our value', () => {
    const changes = [{ key: 'points', before: { enabled: false }, after: { enabled: true } }];
    expect(undoValues(changes, { points: { enabled: true, _updatedAt: 'now' } })).toEqual({
      points: { enabled: false },
    });
    expect(undoValues(changes, { points: { enabled: true, rate: 9 } })).toEqual({});
    expect(undoValues(changes, { points: { enabled: false } })).toEqual({});
  });

  it('end as before however often the undo runs', () => {
    const value = fc.record({ enabled: fc.boolean(), rate: fc.nat(3) });
    fc.assert(
      fc.property(value, value, (before, after) => {
        const changes = [{ key: 'points', before, after }];
        const once = { points: after, ...undoValues(changes, { points: after }) };
        const twice = { ...once, ...undoValues(changes, once) };
        expect(sameFlag(once.points, before)).toBe(true);
        expect(sameFlag(twice.points, before)).toBe(true);
      }),
    );
  });

  it('hold when every asked key has its value, whatever else is there', () => {
    expect(
      hold({ points: { enabled: true } }, { points: { enabled: true, _createdAt: 'x' }, other: { enabled: false } }),
    ).toBe(true);
    expect(hold({ points: { enabled: true } }, {})).toBe(false);
  });
});

describe('instants', () => {
  it('read CloudWatch’s offset without a colon', () => {
    expect(toInstant('2019-10-02T17:04:40.989+0000')).toBe('2019-10-02T17:04:40.989Z');
    expect(toInstant('2019-10-02T17:04:40.989+0200')).toBe('2019-10-02T15:04:40.989Z');
  });

  it('that are none are refused in words', () => {
    expect(() => toInstant('yesterday')).toThrow('"yesterday" is not an ISO 8601 instant');
  });

  it('count whole seconds and never backwards', () => {
    expect(secondsBetween('2026-11-23T10:00:00.000Z', '2026-11-23T10:00:59.999Z')).toBe(59);
    expect(secondsBetween('2026-11-23T10:00:59.000Z', '2026-11-23T10:00:00.000Z')).toBe(0);
    expect(secondsBefore('2026-11-23T10:01:00.000Z', 60)).toBe('2026-11-23T10:00:00.000Z');
  });
});
