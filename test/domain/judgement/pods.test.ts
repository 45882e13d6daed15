import { describe, expect, it } from '@jest/globals';
import type { PodsHealth, RestartedPod } from '../../../src/contracts/evidence.ts';
import { judge } from '../../../src/domain/judgement/judge.ts';
import { at, inquiry } from './inquiries.ts';

const ended = (pod: string, restarts: number, lastAt = 20): RestartedPod => ({
  ...{ pod, restarts, lastAt: at(lastAt), how: 'exit code 137 (OOMKilled)' },
});
const pods = (over: Partial<PodsHealth>): PodsHealth => ({
  ...{ wanted: 4, ready: 4, unready: [], restarted: [], stuck: null },
  ...over,
});
const during = (over: Partial<PodsHealth>, now = 60) => judge(inquiry({ now: at(now) }, { pods: pods(over) }));

describe('pods that users are on', () => {
  it('end the release at once when one of them is in a crash loop, in the middle of a bake', () => {
    expect(during({ stuck: 'pod a: CrashLoopBackOff after 3 restarts' })).toMatchObject({
      kind: 'rollBack',
      because: expect.stringContaining('CrashLoopBackOff'),
    });
    expect(during({ restarted: [ended('a', 2)] })).toMatchObject({
      kind: 'rollBack',
      because: expect.stringContaining('OOMKilled'),
    });
  });

  it('end the release when several of them ended, though each only once', () => {
    expect(during({ restarted: [ended('a', 1), ended('b', 1)] }).kind).toBe('rollBack');
  });

  it('are forgiven one crash, once it is some minutes ago', () => {
    expect(during({ restarted: [ended('a', 1, 290)] }, 300)).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('must run 120 s'),
    });
    expect(during({ restarted: [ended('a', 1, 20)] }, 300).kind).toBe('advance');
  });

  it('end the release when half of them lost their readiness, not when one of many did', () => {
    expect(during({ ready: 2, unready: ['a', 'b'] }).kind).toBe('rollBack');
    expect(during({ ready: 3, unready: ['a'] }, 300).kind).toBe('hold');
    expect(during({ wanted: 1, ready: 0, unready: ['a'] }).kind).toBe('rollBack');
  });

  it('are not blamed for a lost node: too few of them ready is no lost readiness', () => {
    expect(during({ ready: 3 }).kind).toBe('hold');
  });
});
