import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlarmReading } from '../../../src/contracts/evidence.ts';
import { judge } from '../../../src/domain/judgement/judge.ts';
import { answer, at, healthy, inquiry, reading, terms, traffic } from './inquiries.ts';

const anyState = fc.constantFrom<AlarmReading['state']>('ok', 'firing', 'silent', 'missing');
const anyReadings = fc.array(
  fc.record({ alarm: fc.string({ minLength: 1 }), state: anyState, noticeSeconds: fc.constant(60) }),
  { minLength: 1 },
);
const full = { kind: 'bake', weight: 100, bakeSeconds: 300 } as const;
const whole = { healthy: 4, registered: 4 };
const targets = { stable: whole, candidate: whole };

describe('judging a bake', () => {
  it('advances when the bake is over, enough users came and nothing speaks against it', () => {
    expect(judge(inquiry())).toMatchObject({
      kind: 'advance',
      because: expect.stringContaining('500 requests in 300 s at 25 % and no alarm fires'),
    });
  });

  it('rolls back on one firing alarm, whatever the others say', () => {
    fc.assert(
      fc.property(anyReadings, fc.nat(7200), (others, elapsed) => {
        const alarms = [...others, reading('5xx', 'firing')];
        expect(judge(inquiry({ now: at(elapsed) }, { alarms })).kind).toBe('rollBack');
      }),
    );
  });

  it('does not depend on the order of the readings', () => {
    fc.assert(
      fc.property(anyReadings, (alarms) => {
        expect(judge(inquiry({}, { alarms }))).toEqual(judge(inquiry({}, { alarms: [...alarms].reverse() })));
      }),
    );
  });

  it('never advances on an alarm that is silent or gone', () => {
    expect(judge(inquiry({}, { alarms: [reading('5xx', 'silent')] })).kind).toBe('couldNotLook');
    expect(judge(inquiry({}, { alarms: [reading('5xx', 'missing')] })).kind).toBe('couldNotLook');
    expect(judge(inquiry({}, { alarms: [] })).kind).toBe('couldNotLook');
  });

  it.each(['alarms', 'weightsAgree', 'targets', 'pods', 'traffic'] as const)(
    'could not look when nobody answered for %s, and says why',
    (source) => {
      expect(judge(inquiry({}, { [source]: { unseen: 'CloudWatch is down' } }))).toMatchObject({
        kind: 'couldNotLook',
        because: expect.stringContaining('(CloudWatch is down)'),
      });
    },
  );

  it('rolls back on what it saw, also when it could not see the rest', () => {
    const blind = { alarms: { unseen: 'x' }, targets: { unseen: 'x' }, traffic: { unseen: 'x' } };
    const pods = { wanted: 2, ready: 0, unready: ['a', 'b'], restarted: [], stuck: null };
    expect(judge(inquiry({ now: at(30) }, { ...blind, pods })).kind).toBe('rollBack');
  });

  it('holds on too few requests and says how many are missing', () => {
    const few = { traffic: { requests: 19, minutes: traffic(5, [4, 0]) } };
    expect(judge(inquiry({}, few))).toMatchObject({ kind: 'hold', because: 'too few requests to judge: 19 of 20' });
  });

  it('rolls back when somebody else changed the weights, or when no healthy target carries the users', () => {
    expect(judge(inquiry({}, { weightsAgree: false })).kind).toBe('rollBack');
    const targets = { stable: { healthy: 4, registered: 4 }, candidate: { healthy: 0, registered: 2 } };
    expect(judge(inquiry({}, { targets })).kind).toBe('rollBack');
  });

  it('gives a load balancer that was closed the time to check its targets anew, and no more', () => {
    const candidate = { healthy: 0, registered: 3, initial: 3 };
    const targets = { stable: candidate, candidate };
    expect(judge(inquiry({ wasClosed: true, now: at(10) }, { targets })).kind).toBe('hold');
    expect(judge(inquiry({ wasClosed: true, now: at(120) }, { targets })).kind).toBe('rollBack');
    expect(judge(inquiry({ wasClosed: false, now: at(10) }, { targets })).kind).toBe('rollBack');
  });

  it('holds while fewer targets are healthy than carry the share, and says so', () => {
    const targets = { stable: { healthy: 8, registered: 8 }, candidate: { healthy: 1, registered: 2 } };
    expect(judge(inquiry({}, { targets }))).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('capacity was lost: 1 of 2'),
    });
  });

  it('never looks again past the end of the bake', () => {
    fc.assert(
      fc.property(fc.nat(299), (elapsed) => {
        const verdict = judge(inquiry({ now: at(elapsed) }));
        expect(verdict.kind).toBe('hold');
        if (verdict.kind === 'hold') expect(elapsed + verdict.lookAgainSeconds).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe('comparing with stable', () => {
  it('ends a worse version at once, long before its bake is over', () => {
    const minutes = traffic(2, [100, 30]);
    expect(judge(inquiry({ now: at(130) }, { traffic: { requests: 200, minutes } }))).toMatchObject({
      kind: 'rollBack',
      because: expect.stringMatching(/30 ?% of 200 requests failed/),
    });
  });

  it('pairs minutes in which only one side had users: at night that is most of them', () => {
    const one = { requests: 1, errors: 1, slow: [] };
    const fine = { requests: 10, errors: 0, slow: [] };
    const minutes = Array.from({ length: 60 }, (_, i) => ({
      at: at(60 * i),
      ...(i % 2 === 0 ? { stable: fine, candidate: null } : { stable: null, candidate: one }),
    }));
    expect(judge(inquiry({ now: at(3600) }, { traffic: { requests: 30, minutes } }))).toMatchObject({
      kind: 'rollBack',
      because: expect.stringContaining('of 30 requests failed on the new version'),
    });
  });

  it('leaves a version alone that fails as stable does', () => {
    const minutes = traffic(5, [100, 30], [1000, 300]);
    expect(judge(inquiry({}, { traffic: { requests: 500, minutes } })).kind).toBe('advance');
  });

  it('lets a version pass its last step only when it is known not to be worse', () => {
    const few = { targets, traffic: { requests: 40, minutes: traffic(4, [10, 0], null) } };
    expect(judge(inquiry({ step: full }, few))).toMatchObject({ kind: 'hold' });
    const many = { targets, traffic: { requests: 4000, minutes: traffic(4, [1000, 1], null) } };
    expect(judge(inquiry({ step: full }, many))).toMatchObject({ kind: 'advance' });
  });

  it('judges a release of an older Tidegate, which has no terms, as that did', () => {
    const { terms: _, ...old } = inquiry({ step: full }, { targets, traffic: { requests: 40, minutes: [] } });
    expect(judge(old).kind).toBe('advance');
    const late = { ...old, now: at(4000), evidence: { ...healthy, targets, traffic: { requests: 0, minutes: [] } } };
    expect(judge(late)).toMatchObject({ kind: 'rollBack', inconclusive: true });
  });

  it('ends a release that costs more failed requests than the error budget gives it', () => {
    const spent = { terms: { ...terms, errorsAllowed: 10 }, now: at(100) };
    const minutes = traffic(1, [200, 14]);
    expect(judge(inquiry(spent, { traffic: { requests: 200, minutes } })).kind).toBe('rollBack');
    const within = { ...spent, terms: { ...terms, errorsAllowed: 100_000 } };
    const fewer = traffic(1, [200, 1]);
    expect(judge(inquiry(within, { traffic: { requests: 200, minutes: fewer } })).kind).toBe('hold');
  });
});

describe('a bake that was held for longer than its patience', () => {
  const few = { traffic: { requests: 3, minutes: traffic(3, [1, 0]) } };
  const late = { now: at(300 + 3600) };

  it('asks a person, and goes on looking while it waits', () => {
    const asked = judge(inquiry(late, few));
    expect(asked).toMatchObject({ kind: 'ask', question: 'go on from 25 %' });
    expect(judge(inquiry(late)).kind).toBe('advance');
    expect(judge(inquiry(late, { ...few, alarms: [reading('5xx', 'firing')] })).kind).toBe('rollBack');
  });

  it('does what the person says, and says who said it', () => {
    const yes = { ...late, answers: [answer('go on from 25 %', 'yes', 'seen by QA')] };
    expect(judge(inquiry(yes, few))).toMatchObject({ kind: 'advance', because: expect.stringContaining('ada') });
    const no = { ...late, answers: [answer('go on from 25 %', 'no', 'not tonight')] };
    expect(judge(inquiry(no, few))).toMatchObject({
      kind: 'rollBack',
      because: expect.stringContaining('ada answered no'),
    });
    const other = { ...late, answers: [answer('go on from 50 %', 'yes')] };
    expect(judge(inquiry(other, few)).kind).toBe('ask');
  });

  it('goes back when nobody answers in time', () => {
    expect(judge(inquiry({ now: at(300 + 3600 + 86_400) }, few))).toMatchObject({
      kind: 'rollBack',
      inconclusive: true,
    });
  });

  it('goes on or back by itself where the policy says so, and calls that inconclusive', () => {
    const advance = { ...late, terms: { ...terms, inconclusive: 'advance' as const } };
    expect(judge(inquiry(advance, few))).toMatchObject({ kind: 'advance', inconclusive: true });
    const rollBack = { ...late, terms: { ...terms, inconclusive: 'rollBack' as const } };
    expect(judge(inquiry(rollBack, few))).toMatchObject({ kind: 'rollBack', inconclusive: true });
  });

  it('never goes on by itself when it could not look or capacity is lost', () => {
    const advance = { ...late, terms: { ...terms, inconclusive: 'advance' as const } };
    expect(judge(inquiry(advance, { traffic: { unseen: 'x' } })).kind).toBe('ask');
    const targets = { stable: { healthy: 8, registered: 8 }, candidate: { healthy: 1, registered: 2 } };
    expect(judge(inquiry(advance, { targets })).kind).toBe('ask');
  });
});

describe('a bake that an operator ended', () => {
  const promoted = { promotedBecause: 'marketing waits', now: at(10) };

  it('advances at once and says on whose word', () => {
    expect(judge(inquiry(promoted))).toEqual({
      kind: 'advance',
      because: 'promoted by an operator: marketing waits',
    });
    expect(judge(inquiry(promoted, { alarms: [reading('5xx', 'silent')] })).kind).toBe('advance');
  });

  it('still rolls back on an alarm, on weights of somebody else, and on a crash loop', () => {
    expect(judge(inquiry(promoted, { alarms: [reading('5xx', 'firing')] })).kind).toBe('rollBack');
    expect(judge(inquiry(promoted, { weightsAgree: false })).kind).toBe('rollBack');
    const pods = { wanted: 2, ready: 1, unready: [], restarted: [], stuck: 'CrashLoopBackOff' };
    expect(judge(inquiry(promoted, { pods })).kind).toBe('rollBack');
  });
});
