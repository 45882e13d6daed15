import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import * as lock from '../../../src/domain/migration/lock.ts';
import { migrationStanding } from '../../../src/domain/migration/standing.ts';
import { migrationWith, migrationRef as ref } from '../../support/migration-facts.ts';
import { type Way, way } from './ways.ts';

const run = { stage: 'execute', attempt: 1, since: '2026-11-23T10:02:00Z' } as const;
const progress = { file: '003_loyalty.sql', table: 'orders', doing: 'copying', percent: 43 } as const;
const passed = { outcome: 'passed', stage: 'plan', because: 'one copy of 200000 rows' } as const;
const conclusion = { outcome: 'migrated', because: 'one statement was run', at: '2026-11-23T11:00:00Z' } as const;
const free = () => migrationWith({ status: 'free', conclusion });

describe('the lock of a database', () => {
  it('is taken when nobody ever had it', () => {
    expect(lock.admitted(undefined, migrationWith({ epoch: 1 }))).toEqual(migrationWith({ epoch: 1 }));
  });

  it('is taken when it is free, by the next epoch only', () => {
    expect(lock.admitted(free(), migrationWith({ epoch: 4 }))).toEqual(migrationWith({ epoch: 4 }));
    for (const epoch of [2, 3, 5]) expect(lock.admitted(free(), migrationWith({ epoch }))).toBeUndefined();
  });

  it.each(['active', 'ending'] as const)('is not to be had from one that is %s', (status) => {
    expect(lock.admitted(migrationWith({ status }), migrationWith({ epoch: 4, holder: 'another' }))).toBeUndefined();
  });

  it('is given again to its holder, also at another epoch, until it is free', () => {
    const again = migrationWith({ epoch: 4 });
    expect(lock.isOwnAttempt(migrationWith(), again)).toBe(true);
    expect(lock.isOwnAttempt(migrationWith({ status: 'ending' }), again)).toBe(true);
    expect(lock.isOwnAttempt(migrationWith(), { ...again, holder: 'another' })).toBe(false);
    expect(lock.isOwnAttempt(free(), again)).toBe(false);
    expect(lock.isOwnAttempt(undefined, again)).toBe(false);
  });
});

describe('what an active migration writes', () => {
  it('names its Job once: named again, since when it runs and how far it is stays', () => {
    const begun = migrationWith({ run, progress, progressAt: '2026-11-23T10:05:00Z' });
    expect(lock.running(begun, ref, { ...run, since: '2026-11-23T10:09:00Z' })).toEqual(begun);
  });

  it('has got nowhere yet with another Job', () => {
    const begun = migrationWith({ run, progress, progressAt: '2026-11-23T10:05:00Z' });
    const next = { ...run, attempt: 2, since: '2026-11-23T10:20:00Z' };
    expect(lock.running(begun, ref, next)).toEqual(migrationWith({ run: next }));
    const verify = { ...run, stage: 'verify' } as const;
    expect(lock.running(begun, ref, verify)).toEqual(migrationWith({ run: verify }));
  });

  it('never goes back to an earlier stage, so that nobody forgets that there was an execution', () => {
    const executing = migrationWith({ run });
    for (const stage of ['validate', 'plan'] as const)
      expect(lock.running(executing, ref, { ...run, stage })).toBeUndefined();
    expect(lock.running(executing, ref, { ...run, stage: 'verify' })?.run?.stage).toBe('verify');
  });

  it('says how far it is', () => {
    const after = migrationWith({ progress, progressAt: '2026-11-23T10:05:00Z' });
    expect(lock.progressed(migrationWith(), ref, progress, '2026-11-23T10:05:00Z')).toEqual(after);
  });

  it('keeps the first answer of each stage', () => {
    const once = lock.kept(migrationWith(), ref, passed);
    expect(once?.results).toEqual({ plan: passed });
    const refused = { outcome: 'refused', stage: 'plan', gate: 'disk', because: 'no space' } as const;
    expect(lock.kept(once, ref, refused)?.results).toEqual({ plan: passed });
    const verified = { ...passed, stage: 'verify' } as const;
    expect(lock.kept(once, ref, verified)?.results).toEqual({ plan: passed, verify: verified });
  });
});

describe('ending', () => {
  it('keeps the first cause', () => {
    const once = lock.ended(migrationWith(), 'the release was aborted');
    expect(once).toEqual(migrationWith({ status: 'ending', endedBecause: 'the release was aborted' }));
    expect(lock.ended(once, 'a second cause')).toEqual(once);
  });

  it('ends no other migration, and none that is over', () => {
    expect(lock.ended(migrationWith(), 'late', 2)).toBeUndefined();
    expect(lock.ended(free(), 'late')).toBeUndefined();
    expect(lock.ended(undefined, 'late')).toBeUndefined();
    expect(lock.ended(migrationWith(), 'in time', 3)).toMatchObject({ status: 'ending' });
  });

  it('is concluded once: repeated it stays, and nothing rewrites it', () => {
    expect(lock.concluded(migrationWith({ status: 'ending' }), ref, conclusion)).toEqual(free());
    expect(lock.concluded(free(), ref, { ...conclusion })).toEqual(free());
    expect(lock.concluded(free(), ref, { ...conclusion, outcome: 'failed' })).toBeUndefined();
    expect(lock.concluded(free(), { ...ref, epoch: 4 }, conclusion)).toBeUndefined();
    expect(lock.concluded(undefined, ref, conclusion)).toBeUndefined();
  });
});

describe('where a migration stands', () => {
  it.each([
    ['active', 3, 'go'],
    ['ending', 3, 'ended'],
    ['free', 3, 'stale'],
    ['active', 4, 'stale'],
  ] as const)('%s at epoch %i: %s', (status, epoch, standing) => {
    expect(migrationStanding(migrationWith({ status, epoch }), ref)).toBe(standing);
  });

  it('is stale where there is no record', () => {
    expect(migrationStanding(undefined, ref)).toBe('stale');
  });
});

/** Every state that these writes lead to, one after the other. */
const statesAlong = (sequence: readonly Way[]) => {
  const states: (MigrationRecord | undefined)[] = [undefined];
  for (const way of sequence) states.push(way.write(states.at(-1)) ?? states.at(-1));
  return states;
};

const sequences = fc.array(way, { maxLength: 30 });

describe('whatever is written, in whatever order', () => {
  it('never lets a second one have the database before the first has freed it', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const states = statesAlong(sequence);
        states.slice(1).forEach((after, i) => {
          const before = states[i];
          if (before === undefined || before.status === 'free') return;
          expect([after?.holder, after?.epoch]).toEqual([before.holder, before.epoch]);
        });
      }),
    );
  });

  it('leaves what is free alone, but for an admission of the next epoch', () => {
    fc.assert(
      fc.property(sequences, way, (sequence, last) => {
        const before = statesAlong(sequence).at(-1);
        fc.pre(before?.status === 'free');
        const after = last.write(before);
        if (last.name === 'admit') expect(after?.epoch ?? 0).toBe(after === undefined ? 0 : (before?.epoch ?? 0) + 1);
        else expect(after ?? before).toEqual(before);
      }),
    );
  });

  it('changes nothing when it is repeated', () => {
    fc.assert(
      fc.property(sequences, way, (sequence, last) => {
        const once = last.write(statesAlong(sequence).at(-1));
        fc.pre(once !== undefined && last.name !== 'admit');
        expect(last.write(once)).toEqual(once);
      }),
    );
  });

  it('never makes an ending migration active again', () => {
    fc.assert(
      fc.property(sequences, way, (sequence, last) => {
        const before = statesAlong(sequence).at(-1);
        fc.pre(before?.status === 'ending');
        const after = last.write(before);
        if (after !== undefined) expect(after.status).not.toBe('active');
      }),
    );
  });
});
