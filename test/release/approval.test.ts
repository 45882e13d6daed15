import { describe, expect, it } from '@jest/globals';
import { answerApproval } from '../../src/approval/answer-approval.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { awaitApproval } from '../../src/release/await-approval.ts';
import { operatorAbort } from '../../src/release/operator-abort.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { waitForLock } from '../../src/release/wait-for-lock.ts';
import { now } from '../support/asked.ts';
import { policyWith, recordWith, release } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const question = 'give 25 % of users the new version';
const turn = {
  ...{ release, startedAt: now, now, question, because: `a person must agree to ${question}`, token: 'one' },
  step: { kind: 'gate' as const, weight: 5, before: 25, approveWithinSeconds: 3600 },
};
const asked = { question, because: turn.because, token: 'one', since: now };
const later = '2026-11-23T10:20:00.000Z';
const yes = { service: 'orders', said: 'yes', by: 'ada', because: 'seen by QA', at: later } as const;
const kept = { question, said: 'yes', by: 'ada', because: 'seen by QA', at: later } as const;

const asking = (changes: Partial<ReleaseRecord> = {}) => worldInMemory(recordWith({ asked, ...changes }));

describe('asking people', () => {
  it('keeps question and token, and tells once how to answer', async () => {
    const { world, ports } = worldInMemory(recordWith());
    await awaitApproval(turn, ports);
    expect(world.record?.asked).toEqual(asked);
    expect(world.announced).toEqual([
      {
        type: 'Approval Requested',
        detail: {
          ...{ service: 'orders', epoch: 7, from: '1.4.0', to: '2.0.0', because: turn.because, question },
          howToAnswer: `tidegate approve orders --question "${question}" --reason "…", or tidegate reject with the same words`,
        },
      },
    ]);
    await awaitApproval({ ...turn, token: 'two', now: later }, ports);
    expect(world.record?.asked).toEqual({ ...asked, token: 'two' });
    expect(world.announced).toHaveLength(1);
  });

  it('tells it again when the same turn is tried again, because the first try may have failed to', async () => {
    const { world, ports } = asking();
    await awaitApproval({ ...turn, token: 'two' }, ports);
    expect(world.announced).toHaveLength(1);
  });

  it('wakes the machine at once when the answer is there already', async () => {
    const { world, ports } = asking({ answers: [kept] });
    await awaitApproval({ ...turn, token: 'two', now: later }, ports);
    expect(world.rung).toEqual(['two']);
    expect(world.announced).toEqual([]);
  });

  it.each([
    ['aborting', 'ReleaseAborted'],
    ['settling', 'ReleaseAborted'],
    ['free', 'StaleRelease'],
    ['retiring', 'StaleRelease'],
  ] as const)('asks nothing of a release that is %s', async (status, error) => {
    const { world, ports } = worldInMemory(recordWith({ status }));
    await expect(awaitApproval(turn, ports)).rejects.toMatchObject({ name: error });
    expect([world.record?.asked, world.announced]).toEqual([undefined, []]);
  });

  it('asks nothing for a release of another epoch', async () => {
    const { ports } = worldInMemory(recordWith({ epoch: 8 }));
    await expect(awaitApproval(turn, ports)).rejects.toMatchObject({ name: 'StaleRelease' });
  });

  it('is tried again when it lost a race to another question', async () => {
    const { ports } = worldInMemory(recordWith());
    const ledger = { ...ports.ledger, ask: async () => undefined };
    await expect(awaitApproval(turn, { ...ports, ledger })).rejects.toMatchObject({ name: 'NotConverged' });
  });
});

describe('an answer', () => {
  it('is kept before the machine is woken', async () => {
    const { world, calls, ports } = asking();
    const sentence = `ada said yes to "${question}" at ${later}: seen by QA`;
    expect(await answerApproval(yes, ports)).toEqual({ outcome: 'kept', because: sentence });
    expect(world.record?.answers).toEqual([kept]);
    expect(calls).toEqual(['ledger.read', 'ledger.answer', 'doorbell.ring']);
    expect(world.rung).toEqual(['one']);
  });

  it('that comes second changes nothing, hears who was first, and rings again', async () => {
    const { world, ports } = asking({ answers: [kept] });
    const answer = await answerApproval({ ...yes, said: 'no', by: 'eve' }, ports);
    expect(answer).toEqual({
      outcome: 'late',
      because: `somebody answered already, and the first answer stays: ada said yes to "${question}" at ${later}: seen by QA`,
    });
    expect(world.record?.answers).toEqual([kept]);
    expect(world.rung).toEqual(['one']);
  });

  it('is kept when nobody waits at this moment, and says when the machine looks', async () => {
    const { world, ports } = asking();
    const doorbell = { ring: async () => 'nobody' as const };
    const { outcome, because } = await answerApproval(yes, { ...ports, doorbell });
    expect(outcome).toBe('kept');
    expect(because).toMatch(/; nobody waits for it now, and it looks again by itself within 480 s$/);
    expect(world.record?.answers).toEqual([kept]);
  });

  it('is kept when the ring fails, and says so', async () => {
    const { ports } = asking();
    const ring = async () => {
      throw new TidegateError('CallFailed', 'SendTaskSuccess failed: AccessDeniedException: no');
    };
    const { outcome, because } = await answerApproval(yes, { ...ports, doorbell: { ring } });
    expect(outcome).toBe('kept');
    expect(because).toContain(
      'could not be woken: SendTaskSuccess failed: AccessDeniedException: no, and it looks again',
    );
  });

  it.each([
    [recordWith(), 'release 7 of orders asks nothing'],
    [recordWith({ asked, status: 'aborting' }), 'release 7 of orders is aborting, and asks nothing any more'],
    [recordWith({ asked, status: 'free' }), 'release 7 of orders is free, and asks nothing any more'],
    [undefined, 'orders never had a release'],
  ])('to nothing changes nothing, and says why: %#', async (record, because) => {
    const { world, ports } = worldInMemory(record);
    expect(await answerApproval(yes, ports)).toEqual({ outcome: 'notAsked', because });
    expect([world.record, world.rung]).toEqual([record, []]);
  });

  it('to another question than the one that is asked does not count', async () => {
    const { world, ports } = asking();
    const other = 'give 5 % of users the new version';
    expect(await answerApproval({ ...yes, question: other }, ports)).toEqual({
      outcome: 'notAsked',
      because: `release 7 of orders does not ask "${other}": it asks "${question}"`,
    });
    expect(world.record?.answers).toBeUndefined();
  });

  it('that comes in the moment of an abort does not count', async () => {
    const { world, ports, rightAfter } = asking();
    rightAfter('ledger.read', () => (world.record = recordWith({ asked, status: 'aborting' })));
    expect(await answerApproval(yes, ports)).toMatchObject({ outcome: 'notAsked' });
    expect([world.record?.answers, world.rung]).toEqual([undefined, []]);
  });
});

describe('an abort', () => {
  const aborting = (changes: Partial<ReleaseRecord> = {}) => {
    const memory = asking(changes);
    return { ...memory, ports: { ...memory.ports, afterwards: async () => afterwards(memory.ports) } };
  };
  const abort = { abort: 'orders', reason: 'support is flooded' };

  it('wakes who waits for a person, after users are safe and everything is told', async () => {
    const { world, calls, ports } = aborting();
    await operatorAbort(abort, ports);
    expect(calls.slice(0, 2)).toEqual(['ledger.abort', 'traffic.set']);
    expect(calls.slice(-2)).toEqual(['announce', 'doorbell.abort']);
    expect(world.rung).toEqual(['one']);
  });

  it('rings for nobody when nothing was asked, or it is answered', async () => {
    for (const changes of [{ answers: [kept] }, {}]) {
      const memory = worldInMemory(recordWith({ ...('answers' in changes ? { asked } : {}), ...changes }));
      await operatorAbort(abort, { ...memory.ports, afterwards: async () => afterwards(memory.ports) });
      expect(memory.calls).not.toContain('doorbell.abort');
    }
  });

  it('has users back even where the bell can’t be rung, and is tried again for that', async () => {
    const { world, ports } = aborting();
    const doorbell = {
      abort: async () => {
        throw new TidegateError('CallFailed', 'SendTaskFailure failed: ThrottlingException: slow down');
      },
    };
    const withoutBell = { ...ports, afterwards: async () => afterwards({ ...ports, doorbell }) };
    await expect(operatorAbort(abort, withoutBell)).rejects.toMatchObject({ name: 'CallFailed' });
    expect(world.record?.status).toBe('aborting');
    expect(world.announced.map(({ type }) => type)).toEqual(['Release Rollback Begun']);
    const turnOfMachine = { release, because: 'ReleaseAborted', error: {} };
    expect(await rollBackTurn(turnOfMachine, ports)).toEqual({ state: 'undone' });
    expect(world.rung).toEqual(['one']);
  });

  it('by a newer version wakes who waits, too', async () => {
    const { world, calls, ports } = asking();
    const newer = { service: 'orders', tag: '2.0.1' };
    const running = world.record as ReleaseRecord;
    const waiting = { asked: newer, policy: policyWith(), running, now: later };
    expect(await waitForLock(waiting, ports)).toMatchObject({ kind: 'queued' });
    expect(calls.slice(-2)).toEqual(['ledger.abort', 'doorbell.abort']);
    expect(world.rung).toEqual(['one']);
  });
});
