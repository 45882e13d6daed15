import { beforeAll, expect } from '@jest/globals';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Rank } from '../../src/contracts/request.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { recordWith } from '../support/release-facts.ts';
import { onEachCloud, unique } from './clouds.ts';
import { openTable } from './table.ts';

const conclusion = { outcome: 'released', because: 'all went well', at: '2026-11-23T11:00:00.000Z' } as const;
const retire = { epoch: 7, from: ['active'], to: 'retiring' } as const;
const free = { epoch: 7, from: ['retiring'], to: 'free', conclusion } as const;

onEachCloud('the ledger', (cloud) => {
  const { scenario } = cloud;
  let ledger: Ledger;
  beforeAll(async () => {
    const { client, table } = await openTable(cloud);
    ledger = dynamodbLedger(client, table);
  });

  /** A record of a service that no other scenario knows, admitted. */
  const admitted = async (changes: Partial<ReleaseRecord> = {}): Promise<ReleaseRecord> => {
    const record = recordWith({ service: unique('orders'), ...changes });
    expect(await ledger.admit(record)).toEqual(record);
    return record;
  };

  scenario('gives back the whole record as it was admitted', async () => {
    const record = await admitted();
    expect(await ledger.read(record.service)).toEqual(record);
    expect(await ledger.read(unique('nobody'))).toBeUndefined();
  });

  scenario('admits one of many that ask at once', async () => {
    const service = unique('orders');
    const holders = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(holders.map((holder) => ledger.admit(recordWith({ service, holder }))));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  });

  scenario('answers the stored record to the holder that lost its answer, and nothing to others', async () => {
    const record = await admitted();
    expect(await ledger.admit(record)).toEqual(record);
    expect(await ledger.admit({ ...record, holder: 'somebody-else' })).toBeUndefined();
  });

  scenario('follows a freed release by the next epoch only', async () => {
    const record = await admitted();
    await ledger.move(record.service, retire);
    expect(await ledger.admit({ ...record, epoch: 8 })).toBeUndefined();
    expect(await ledger.move(record.service, free)).toEqual({ ...record, status: 'free', conclusion });
    for (const epoch of [7, 9]) expect(await ledger.admit({ ...record, epoch, holder: 'next' })).toBeUndefined();
    expect(await ledger.admit({ ...record, epoch: 8 })).toEqual({ ...record, epoch: 8 });
    expect(await ledger.read(record.service)).toEqual({ ...record, epoch: 8 });
  });

  scenario('is aborted by an alarm that guards the release and fired after its admission', async () => {
    const { service } = await admitted();
    const abort = (name: string, firedAt: string) =>
      ledger.abort(service, { because: 'fired', alarm: { name, firedAt } });
    expect(await abort('orders-5xx', '2026-11-23T10:00:00.000+0000')).toBeUndefined();
    expect(await abort('orders-5xx', '2026-11-23T11:30:00.000+0200')).toBeUndefined();
    expect(await abort('somebody-elses', '2026-11-23T10:05:00.000+0000')).toBeUndefined();
    expect(await abort('orders', '2026-11-23T10:05:00.000+0000')).toBeUndefined();
    expect(await ledger.read(service)).toMatchObject({ status: 'active' });
    expect(await abort('orders-5xx', '2026-11-23T10:00:00.001+0000')).toMatchObject({ status: 'aborting' });
  });

  scenario('keeps the first cause of an abort, of this epoch only', async () => {
    const record = await admitted();
    expect(await ledger.abort(record.service, { because: 'stale', epoch: 6 })).toBeUndefined();
    const aborting = { ...record, status: 'aborting', abortedBecause: 'first', blame: 'version' };
    expect(await ledger.abort(record.service, { because: 'first', epoch: 7 })).toEqual(aborting);
    expect(await ledger.abort(record.service, { because: 'second' })).toEqual(aborting);
    expect(await ledger.move(record.service, retire)).toBeUndefined();
  });

  scenario('makes no record by aborting or moving', async () => {
    const service = unique('nobody');
    expect(await ledger.abort(service, { because: 'fired' })).toBeUndefined();
    expect(await ledger.move(service, retire)).toBeUndefined();
    expect(await ledger.read(service)).toBeUndefined();
  });

  scenario('repeats a move whose answer was lost, but never rewrites an ending', async () => {
    const { service } = await admitted();
    for (const _ of ['told', 'lost']) expect(await ledger.move(service, retire)).toMatchObject({ status: 'retiring' });
    for (const _ of ['told', 'lost']) expect(await ledger.move(service, free)).toMatchObject({ status: 'free' });
    const other = { ...conclusion, outcome: 'rolledBack' } as const;
    expect(await ledger.move(service, { ...free, conclusion: other })).toBeUndefined();
    expect(await ledger.move(service, { ...free, epoch: 8 })).toBeUndefined();
    expect(await ledger.read(service)).toMatchObject({ conclusion });
  });

  scenario(
    'lets the newest request of each rank wait, the higher rank first, and gives each up by name only',
    async () => {
      const { service } = await admitted();
      const waiting = (tag: string, rank: Rank, at: string) => ({ request: { service, tag }, rank, at });
      const push = waiting('2.0.1', 1, '2026-11-23T10:05:00.000Z');
      const older = waiting('2.0.0', 1, '2026-11-23T10:04:59Z');
      const fallback = waiting('1.4.0', 3, '2026-11-23T10:00:01.000Z');
      expect(await ledger.enqueue(service, push)).toMatchObject({ queue: [push] });
      expect(await ledger.enqueue(service, older)).toBeUndefined();
      await ledger.dequeue(service, older);
      expect(await ledger.enqueue(service, fallback)).toMatchObject({ queue: [fallback, push] });
      expect(await ledger.enqueue(service, push)).toMatchObject({ queue: [fallback, push] });
      await ledger.dequeue(service, fallback);
      expect((await ledger.read(service))?.queue).toEqual([push]);
      await ledger.dequeue(service, push);
      expect((await ledger.read(service))?.queue).toBeUndefined();
      await ledger.move(service, { ...free, from: ['active'] });
      expect(await ledger.enqueue(service, push)).toBeUndefined();
    },
  );

  scenario('admits nobody over a request that began to wait unseen, and keeps what it carries over', async () => {
    const record = await admitted();
    const { service } = record;
    await ledger.move(service, { ...free, from: ['active'] });
    const fallback = { request: { service, tag: '1.4.0' }, rank: 3, at: '2026-11-23T10:00:01.000Z' } as const;
    await ledger.enqueue(service, fallback, 7);
    const next = { ...record, epoch: 8, holder: 'next', queue: [fallback] };
    const changed = { ...fallback, at: '2026-11-23T10:00:00.000Z' };
    expect(await ledger.admit(next)).toBeUndefined();
    expect(await ledger.admit(next, 'free', [changed])).toBeUndefined();
    expect(await ledger.admit(next, 'free', [fallback])).toEqual(next);
    expect(await ledger.read(service)).toEqual(next);
  });

  scenario('promotes and supersedes only what is active, and an alarm ends a superseding', async () => {
    const { service } = await admitted();
    expect(await ledger.promote(service, 'in a hurry')).toMatchObject({ promotedBecause: 'in a hurry' });
    const superseded = { because: 'superseded by 2.0.1', epoch: 7, supersededBy: '2.0.1' };
    expect(await ledger.abort(service, superseded)).toMatchObject({ status: 'aborting', supersededBy: '2.0.1' });
    expect(await ledger.abort(service, superseded)).toBeUndefined();
    expect(await ledger.promote(service, 'late')).toBeUndefined();
    const alarm = { name: 'orders-5xx', firedAt: '2026-11-23T10:05:00.000+0000' };
    const fired = await ledger.abort(service, { because: 'fired', alarm });
    expect(fired).toMatchObject({ abortedBecause: 'superseded by 2.0.1' });
    expect(fired?.supersededBy).toBeUndefined();
  });

  const asked = {
    question: 'gate before 25 %',
    because: 'a person must say',
    token: 'one',
    since: '2026-11-23T10:01:00Z',
  };
  const yes = {
    question: asked.question,
    said: 'yes',
    by: 'ada',
    because: 'seen by QA',
    at: '2026-11-23T10:02:00Z',
  } as const;

  scenario('keeps a question of the active release, and since when it waits however often it is asked', async () => {
    const { service } = await admitted();
    expect(await ledger.ask({ service, epoch: 6 }, asked)).toBeUndefined();
    expect(await ledger.ask({ service, epoch: 7 }, asked)).toMatchObject({ asked });
    const again = { ...asked, token: 'two', because: 'still', since: '2026-11-23T10:09:00Z' };
    expect(await ledger.ask({ service, epoch: 7 }, again)).toMatchObject({ asked: { ...again, since: asked.since } });
    const next = { ...again, question: 'gate before 50 %' };
    expect((await ledger.ask({ service, epoch: 7 }, next))?.asked).toEqual(next);
    await ledger.abort(service, { because: 'fired' });
    expect(await ledger.ask({ service, epoch: 7 }, asked)).toBeUndefined();
    expect((await ledger.read(service))?.asked).toEqual(next);
  });

  scenario('keeps the first answer to what is asked, and tells it to whoever comes second', async () => {
    const { service } = await admitted();
    expect(await ledger.answer(service, yes)).toBeUndefined();
    await ledger.ask({ service, epoch: 7 }, asked);
    expect(await ledger.answer(service, { ...yes, question: 'gate before 50 %' })).toBeUndefined();
    expect(await ledger.answer(service, yes, 6)).toBeUndefined();
    expect((await ledger.answer(service, yes, 7))?.answers).toEqual([yes]);
    expect((await ledger.answer(service, { ...yes, said: 'no', by: 'eve' }))?.answers).toEqual([yes]);
    const next = { ...yes, question: 'gate before 50 %', said: 'no' } as const;
    await ledger.ask({ service, epoch: 7 }, { ...asked, question: next.question });
    expect((await ledger.answer(service, next))?.answers).toEqual([yes, next]);
    await ledger.abort(service, { because: 'fired' });
    expect(await ledger.answer(service, next)).toBeUndefined();
  });

  scenario('keeps one of many answers that come at once', async () => {
    const { service } = await admitted();
    await ledger.ask({ service, epoch: 7 }, asked);
    const people = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(people.map((by) => ledger.answer(service, { ...yes, by })));
    expect(new Set(answers.map((record) => JSON.stringify(record?.answers))).size).toBe(1);
    expect((await ledger.read(service))?.answers).toHaveLength(1);
  });
});
