import { describe, expect, it } from '@jest/globals';
import type { AlarmReading } from '../../src/contracts/evidence.ts';
import type { Queued, ReleaseRequest } from '../../src/contracts/request.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { asked } from '../support/asked.ts';
import { digestOf, policyWith, recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const push: ReleaseRequest = { service: 'orders', tag: '2.0.0', digest: digestOf('b'), startedBy: 'push' };
const byHand = { service: 'orders', tag: '2.0.0' };
const hotfix = { ...byHand, hotfix: true, reason: 'checkout is down' };
const fallback = { ...byHand, digest: digestOf('b'), startedBy: 'fallback' };
const ordinary: [string, object][] = [
  ['a push', push],
  ['a person', byHand],
];
const urgent: [string, object][] = [
  ['a hotfix', hotfix],
  ['a fallback', fallback],
];

const reading = (alarm: string, state: AlarmReading['state']): AlarmReading => ({ alarm, state, noticeSeconds: 60 });
/** A world whose calendar is closed on the day of all these tests, which is a Monday. */
const closed = () => {
  const memory = worldInMemory();
  const freezes = [{ from: '2026-11-23', to: '2026-11-24', because: 'inventory' }];
  memory.world.policy = policyWith({ gates: { freezes } });
  return memory;
};
/** A world in which an incident lasts. */
const incident = (state: AlarmReading['state'] = 'firing') => {
  const memory = worldInMemory();
  memory.world.policy = policyWith({ gates: { incidents: ['datacentre'] } });
  memory.world.alarms = [reading('orders-5xx', 'ok'), reading('datacentre', state)];
  return memory;
};

describe('a closed calendar', () => {
  it.each(ordinary)('lets %s wait, says until when, and locks nothing', async (_, request) => {
    const { world, calls, ports } = closed();
    expect(await admitRelease(asked(request), ports)).toEqual({
      kind: 'waits',
      because: '2.0.0 waits: frozen until Wed 25 Nov 00:00 UTC: inventory',
      lookAgainSeconds: 86_400,
    });
    expect(world.record).toBeUndefined();
    expect(calls).not.toContain('ledger.admit');
    expect(calls).not.toContain('workload.running');
  });

  it('is told once, however often it is looked at', async () => {
    const { world, ports } = closed();
    await admitRelease(asked(push), ports);
    await admitRelease(asked(push, { now: '2026-11-24T10:00:00.000Z' }), ports);
    const because = '2.0.0 waits: frozen until Wed 25 Nov 00:00 UTC: inventory';
    expect(world.announced).toEqual([{ type: 'Release Waiting', detail: { service: 'orders', to: '2.0.0', because } }]);
  });

  it.each(urgent)('lets %s pass', async (_, request) => {
    const { ports } = closed();
    expect((await admitRelease(asked(request), ports)).kind).toBe('admitted');
  });

  it('lets the same request begin when it is open', async () => {
    const { world, ports } = closed();
    const later = { now: '2026-11-25T00:00:00.000Z' };
    expect((await admitRelease(asked(push, later), ports)).kind).toBe('admitted');
    expect(world.record?.release.terms?.calendar).toMatchObject({ freezes: [{ because: 'inventory' }] });
  });

  it('knows the public holidays of its place', async () => {
    const { world, ports } = worldInMemory();
    world.policy = policyWith({ gates: { holidays: 'NL' } });
    world.holidays = [{ from: '2026-11-23', to: '2026-11-23', because: 'Sint' }];
    expect(await admitRelease(asked(push), ports)).toMatchObject({
      kind: 'waits',
      because: expect.stringContaining('Sint'),
    });
  });

  it('does not let wait what can never be released', async () => {
    const { ports } = closed();
    const nothing = asked({ service: 'orders', tag: '9.9.9' });
    expect(await admitRelease(nothing, ports)).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('tag 9.9.9 does not exist'),
    });
    const withdrawn = closed();
    withdrawn.world.record = recordWith({ status: 'free', withdrawn: [digestOf('b')] });
    expect(await admitRelease(asked(push), withdrawn.ports)).toMatchObject({ kind: 'refused' });
  });

  it('lets only the newest of those that waited begin', async () => {
    const { world, ports } = closed();
    const pushedAt = '2026-11-24T10:00:00.000Z';
    world.pushed = [{ tags: ['2.0.1'], digest: digestOf('c'), pushedAt }];
    const later = { now: '2026-11-25T00:00:00.000Z' };
    expect(await admitRelease(asked(push, later), ports)).toEqual({
      kind: 'refused',
      because: '2.0.1 was pushed while 2.0.0 waited: the newest is released',
    });
    const newest = { ...push, tag: '2.0.1', digest: digestOf('b') };
    expect((await admitRelease(asked(newest, later), ports)).kind).toBe('admitted');
  });

  it('lets a person begin what they meant, however long it waited', async () => {
    const { world, ports } = closed();
    world.pushed = [{ tags: ['2.0.1'], digest: digestOf('c'), pushedAt: '2026-11-24T10:00:00.000Z' }];
    const later = { now: '2026-11-25T00:00:00.000Z' };
    expect((await admitRelease(asked(byHand, later), ports)).kind).toBe('admitted');
  });

  it('leaves what waits in the queue', async () => {
    const { world, ports } = closed();
    const queued: Queued = { request: push, rank: 1, at: '2026-11-23T09:00:00.000Z' };
    world.record = recordWith({ status: 'free', queue: [queued] });
    expect((await admitRelease(asked(push), ports)).kind).toBe('waits');
    expect(world.record?.queue).toEqual([queued]);
  });
});

describe('an incident', () => {
  it.each(ordinary)('lets %s wait', async (_, request) => {
    const { calls, ports } = incident();
    expect(await admitRelease(asked(request), ports)).toEqual({
      kind: 'waits',
      because: '2.0.0 waits: an incident freezes releases: datacentre',
      lookAgainSeconds: 60,
    });
    expect(calls).not.toContain('ledger.admit');
  });

  it.each(urgent)('lets %s pass', async (_, request) => {
    expect((await admitRelease(asked(request), incident().ports)).kind).toBe('admitted');
  });

  it('is looked at ever more seldom', async () => {
    const waited = asked(push, { now: '2026-11-23T12:00:00.000Z' });
    expect(await admitRelease(waited, incident().ports)).toMatchObject({ lookAgainSeconds: 720 });
  });

  it('is judged by, but guards nothing', async () => {
    const { world, ports } = incident('ok');
    expect((await admitRelease(asked(push), ports)).kind).toBe('admitted');
    expect(world.record).toMatchObject({ guards: ['orders-5xx'], release: { terms: { incidents: ['datacentre'] } } });
  });

  it('whose alarm does not exist refuses, for nobody would know', async () => {
    expect(await admitRelease(asked(push), incident('missing').ports)).toMatchObject({
      kind: 'refused',
      because: 'no alarm is named datacentre: create it or take it out of gates.incidents',
    });
  });
});
