import { describe, expect, it } from '@jest/globals';
import { answerApproval } from '../../src/approval/answer-approval.ts';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { aloneWith, migrationWith } from '../support/migration-facts.ts';
import { migrationsInMemory } from '../support/migrations-in-memory.ts';
import { recordWith } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const since = '2026-11-23T10:02:00Z';
const at = '2026-11-23T10:20:00.000Z';
const copy = { question: 'copy 20 million rows', because: 'it is large', token: 'of the migration', since };
const gate = { question: 'begin', because: 'the policy asks', token: 'of the release', since: '2026-11-23T10:00:30Z' };
const yes = { service: 'orders', said: 'yes', by: 'ada', because: 'off-peak', at } as const;
const kept = { question: copy.question, said: 'yes', by: 'ada', because: 'off-peak', at } as const;
const begun = { question: gate.question, said: 'yes', by: 'ada', at: '2026-11-23T10:01:00Z' } as const;

const stage = (release: ReleaseRecord | undefined, ...records: readonly MigrationRecord[]) => {
  const { world, ports, calls } = worldInMemory(release);
  const memory = migrationsInMemory(...records);
  const { migrations, databases } = memory;
  const answer = (word: Partial<Parameters<typeof answerApproval>[0]> = {}) =>
    answerApproval({ ...yes, ...word }, { ...ports, migrations, databases });
  return { world, calls, memory, answer, answers: () => memory.records.get('shop')?.answers };
};

const billing = { ...migrationWith().migration, service: 'billing' };

describe('a word to a service', () => {
  it('answers the migration that its release waits for, and wakes it', async () => {
    const { world, answer, answers } = stage(recordWith(), migrationWith({ asked: copy }));
    expect(await answer()).toEqual({
      outcome: 'kept',
      because: `ada said yes to "copy 20 million rows" at ${at}: off-peak`,
    });
    expect(answers()).toEqual([kept]);
    expect(world.rung).toEqual(['of the migration']);
    expect(world.record).toEqual(recordWith());
  });

  it('answers a migration that nobody waits for, also of a service that never had a release', async () => {
    const { answer, answers } = stage(undefined, aloneWith({ asked: copy }));
    expect(await answer()).toMatchObject({ outcome: 'kept' });
    expect(answers()).toEqual([kept]);
  });

  it('answers the release first, without looking at any database', async () => {
    const { world, answer, answers, memory } = stage(recordWith({ asked: gate }), migrationWith({ asked: copy }));
    expect(await answer()).toMatchObject({ outcome: 'kept', because: expect.stringContaining('"begin"') });
    expect([world.rung, answers(), memory.calls]).toEqual([['of the release'], undefined, []]);
  });

  it('answers the migration where the release has its answer already', async () => {
    const release = recordWith({ asked: gate, answers: [begun] });
    const { world, answer, answers } = stage(release, migrationWith({ asked: copy }));
    expect(await answer()).toMatchObject({ outcome: 'kept' });
    expect([answers(), world.record]).toEqual([[kept], release]);
  });

  it('answers whoever asks just that', async () => {
    const { world, answer, answers } = stage(recordWith({ asked: gate }), migrationWith({ asked: copy }));
    expect(await answer({ question: copy.question })).toMatchObject({ outcome: 'kept' });
    expect([answers(), world.rung]).toEqual([[kept], ['of the migration']]);
  });

  it("answers no other service's migration", async () => {
    const { answer, answers } = stage(recordWith(), migrationWith({ asked: copy, migration: billing }));
    expect(await answer()).toEqual({ outcome: 'notAsked', because: 'release 7 of orders asks nothing' });
    expect(answers()).toBeUndefined();
  });

  it('that comes second hears who was first, of what was asked last', async () => {
    const first = { ...kept, said: 'no', by: 'eve', at: '2026-11-23T10:10:00Z' } as const;
    const release = recordWith({ asked: gate, answers: [begun] });
    const { answer, answers } = stage(release, migrationWith({ asked: copy, answers: [first] }));
    const because = `somebody answered already, and the first answer stays: eve said no to "copy 20 million rows" at ${first.at}: off-peak`;
    expect(await answer()).toEqual({ outcome: 'late', because });
    expect(answers()).toEqual([first]);
  });

  it.each([
    ['ending', 'migration 3 of the database shop is ending, and asks nothing any more'],
    ['active', 'migration 3 of the database shop asks nothing'],
  ] as const)('does not count while the only migration is %s and asks nothing', async (status, because) => {
    const { answer } = stage(undefined, aloneWith({ status, ...(status === 'ending' ? { asked: copy } : {}) }));
    expect(await answer()).toEqual({ outcome: 'notAsked', because });
  });
});

describe('a word to a database', () => {
  it('answers its migration though the release asks as well', async () => {
    const { world, answer, answers } = stage(recordWith({ asked: gate }), migrationWith({ asked: copy }));
    expect(await answer({ database: 'shop' })).toMatchObject({ outcome: 'kept' });
    expect([answers(), world.record?.answers]).toEqual([[kept], undefined]);
  });

  it.each([
    ['shop', "another service's migration has it", [migrationWith({ asked: copy, migration: billing })]],
    ['archive', 'nobody ever migrated it', []],
  ])('%s does not count where %s', async (database, _, records) => {
    const { answer } = stage(recordWith({ asked: gate }), ...records);
    expect(await answer({ database })).toEqual({
      outcome: 'notAsked',
      because: `the database ${database} is not locked for a migration of orders`,
    });
  });

  it('says when the machine looks by itself, if nobody hears the bell', async () => {
    const { memory } = stage(recordWith(), migrationWith({ asked: copy }));
    const { ports } = worldInMemory(recordWith());
    const deaf = { ...ports, ...memory, doorbell: { ring: async () => 'nobody' as const } };
    const { because } = await answerApproval({ ...yes, database: 'shop' }, deaf);
    expect(because).toMatch(/; nobody waits for it now, and it looks again by itself within 600 s$/);
  });
});
