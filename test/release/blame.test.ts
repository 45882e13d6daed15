import { describe, expect, it } from '@jest/globals';
import type { UndoTurn } from '../../src/contracts/turns.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { operatorAbort } from '../../src/release/operator-abort.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../../src/release/roll-back-on-alarm.ts';
import { takeOver } from '../../src/release/take-over.ts';
import { byAction } from '../support/alarm-events.ts';
import { nestedFailure } from '../support/nested-failure.ts';
import { recordWith, release } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const stage = () => {
  const { world, ports } = worldInMemory(recordWith());
  const all = { ...ports, afterwards: async () => afterwards(ports) };
  const turn: UndoTurn = { release, because: 'it is bad', error: {} };
  return {
    blame: () => world.record?.blame,
    verdict: (changes: Partial<UndoTurn> = {}) => rollBackTurn({ ...turn, ...changes }, all),
    person: () => operatorAbort({ abort: 'orders', reason: 'we want it back' }, all),
    alarm: () => rollBackOnAlarm(byAction('orders-5xx', 'ALARM'), all),
    death: () => takeOver(recordWith(), 'orders-2.0.0-bbbbbbbbbbbb', 'it was stopped', all),
    newer: () => ports.ledger.abort('orders', { because: 'superseded by 2.1.0', supersededBy: '2.1.0' }),
  };
};

describe('what an abort blames', () => {
  it('is the version when an alarm fires at it, or a verdict says that it is bad', async () => {
    const [alarmed, judged] = [stage(), stage()];
    await alarmed.alarm();
    await judged.verdict();
    expect([alarmed.blame(), judged.blame()]).toEqual(['version', 'version']);
  });

  it('is the version when Kubernetes refuses it, and nobody when a call failed', async () => {
    const [rejected, failed] = [stage(), stage()];
    await rejected.verdict({ error: { Error: 'CandidateRejected' } });
    await failed.verdict({ error: { Error: 'CallFailed' } });
    expect([rejected.blame(), failed.blame()]).toEqual(['version', 'trouble']);
  });

  it.each([
    ['MigrationRefused', 'version'],
    ['MigrationAborted', 'trouble'],
    ['MigrationFailed', 'trouble'],
  ])('follows from how its migration ended: %s blames the %s', async (name, blamed) => {
    const at = stage();
    await at.verdict({ error: nestedFailure({ Status: 'FAILED', Error: name, Cause: 'the sentence' }) });
    expect(at.blame()).toBe(blamed);
  });

  it('is nobody when the execution of its migration was stopped', async () => {
    const at = stage();
    await at.verdict({ error: nestedFailure({ Status: 'ABORTED' }) });
    expect(at.blame()).toBe('trouble');
  });

  it.each([
    [
      'the patience, when it ended without a verdict',
      'patience',
      (at: ReturnType<typeof stage>) => at.verdict({ inconclusive: true }),
    ],
    ['the person who asked for it', 'person', (at: ReturnType<typeof stage>) => at.person()],
    ['nobody, when the execution died', 'trouble', (at: ReturnType<typeof stage>) => at.death()],
    ['the newer version, when it made way', 'newer', (at: ReturnType<typeof stage>) => at.newer()],
  ])('is %s', async (_, blamed, abort) => {
    const at = stage();
    await abort(at);
    expect(at.blame()).toBe(blamed);
  });

  it('stays what it was first, whoever confirms it', async () => {
    const at = stage();
    await at.verdict();
    await at.person();
    expect(at.blame()).toBe('version');
  });

  it('is the version after all when an alarm fires at what a person sent back', async () => {
    const at = stage();
    await at.person();
    await at.alarm();
    expect(at.blame()).toBe('version');
  });
});
