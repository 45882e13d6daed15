import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Blame, Outcome, ReleaseRecord } from '../../src/contracts/release.ts';
import type { StartedBy } from '../../src/contracts/request.ts';
import { breakerState, whyBroken } from '../../src/domain/breaker.ts';
import { digestOf, recordWith } from '../support/release-facts.ts';

const settings = { failures: 3, within: 86_400, cooldown: 3600 };
const day = '2026-11-23T';
const minute = (n: number): string => new Date(Date.parse(`${day}00:00:00.000Z`) + n * 60_000).toISOString();

interface Told {
  readonly version?: string;
  readonly at: string;
  readonly outcome?: Outcome;
  readonly blame?: Blame;
  readonly startedBy?: StartedBy | undefined;
  readonly changes?: Partial<ReleaseRecord>;
}

const plain = recordWith();

/** A concluded release: failed by its version's fault and started by a push, unless told otherwise. */
const ended = (told: Told): ReleaseRecord => {
  const { at, version = '1.4.1', outcome = 'rolledBack', blame = 'version', changes = {} } = told;
  const startedBy = 'startedBy' in told ? told.startedBy : 'push';
  const { release } = plain;
  const to = { version, digest: digestOf('b') };
  return {
    ...plain,
    release: { ...release, to, ...(startedBy === undefined ? {} : { startedBy }) },
    conclusion: { outcome, because: 'told so', at },
    ...(outcome === 'released' ? {} : { blame }),
    ...changes,
  };
};
/** A history is told oldest first, and kept newest first. */
const history = (...told: readonly Told[]): readonly ReleaseRecord[] => told.map(ended).reverse();
const threeFailed = [
  { version: '1.4.1', at: minute(0) },
  { version: '1.4.2', at: minute(60) },
  { version: '1.4.3', at: minute(785) },
];
const stateAt = (n: number, ...told: readonly Told[]) => breakerState(history(...told), minute(n), settings);

describe('the breaker of a service', () => {
  it('is closed until so many releases failed as the policy says', () => {
    expect(stateAt(786)).toEqual({ kind: 'closed' });
    expect(stateAt(786, ...threeFailed.slice(1))).toEqual({ kind: 'closed' });
    expect(stateAt(786, ...threeFailed).kind).toBe('open');
  });

  it('says which releases failed, until when it is open, and what a person may do', () => {
    expect(whyBroken(stateAt(786, ...threeFailed), minute(786), settings)).toBe(
      '3 of the last releases failed within 24 h (1.4.1, 1.4.2, 1.4.3): automatic releases are refused until 14:05 UTC; start it by hand if you mean it',
    );
  });

  it('forgets failures that are older than its window', () => {
    const late = { version: '1.4.3', at: minute(1441) };
    expect(stateAt(1442, ...threeFailed.slice(0, 2), late).kind).toBe('closed');
  });

  it('does not mind releases that went well between the failures', () => {
    const [first, second, third] = threeFailed as [Told, Told, Told];
    expect(stateAt(786, first, { at: minute(30), outcome: 'released' }, second, third).kind).toBe('open');
  });

  it('admits a trial when it has cooled, however much later', () => {
    expect(stateAt(844, ...threeFailed).kind).toBe('open');
    expect(stateAt(845, ...threeFailed).kind).toBe('halfOpen');
    expect(stateAt(100_000, ...threeFailed).kind).toBe('halfOpen');
    expect(whyBroken(stateAt(845, ...threeFailed), minute(845), settings)).toBeNull();
  });

  it('opens again when the trial fails, and says so', () => {
    const state = stateAt(2860, ...threeFailed, { version: '1.4.4', at: minute(2850) });
    expect(whyBroken(state, minute(2860), settings)).toMatch(
      /^1\.4\.4 was tried after 1\.4\.1, 1\.4\.2, 1\.4\.3 had failed, and failed too: .* until 2026-11-25 00:30 UTC;/,
    );
  });

  it.each([
    ['the trial went well', 'push'],
    ['a person released a version', undefined],
  ] as const)('closes when %s, and begins to count anew', (_, startedBy) => {
    const trial = { version: '1.4.4', at: minute(900), outcome: 'released', startedBy } as const;
    const after = [{ at: minute(910) }, { at: minute(920) }];
    expect(stateAt(901, ...threeFailed, trial)).toEqual({ kind: 'closed' });
    expect(stateAt(921, ...threeFailed, trial, ...after)).toEqual({ kind: 'closed' });
  });

  it.each<[claim: string, told: Omit<Told, 'at'>]>([
    ['was superseded', { blame: 'newer', changes: { supersededBy: '1.4.4' } }],
    ['was aborted by a person', { blame: 'person' }],
    ['could not be judged', { blame: 'patience' }],
    ['lost its execution', { blame: 'trouble' }],
    ['was refused', { outcome: 'refused' }],
    ['ended as an experiment', { outcome: 'withdrawn' }],
    ['was started by hand', { startedBy: undefined }],
    ['was a fallback', { startedBy: 'fallback' }],
    ['was answered no', { changes: { answers: [{ question: 'go on', said: 'no', by: 'Ann', at: minute(0) }] } }],
    ['is older than this record of blame', { changes: { blame: undefined } }],
  ])('counts no release that %s', (_claim, told) => {
    const three = threeFailed.map(({ at }) => ({ at, ...told }));
    expect(stateAt(786, ...three)).toEqual({ kind: 'closed' });
  });

  it('counts a release that a fallback replaced, as a failure at its end', () => {
    const from = { version: '1.4.3', digest: digestOf('b') };
    const to = { version: '1.4.0', digest: digestOf('a') };
    const back = ended({ at: minute(790), outcome: 'released', startedBy: 'fallback' });
    const fallback = { ...back, release: { ...back.release, from, to, urgent: true } };
    const replaced = { version: '1.4.3', at: minute(785), outcome: 'released' } as const;
    const told = history(...threeFailed.slice(0, 2), replaced);
    expect(breakerState([fallback, ...told], minute(791), settings).kind).toBe('open');
    expect(breakerState(told, minute(791), settings).kind).toBe('closed');
  });
});

const kinds = ['failed', 'succeeded', 'person', 'newer', 'byHand', 'refused'] as const;
const toldAs = (kind: (typeof kinds)[number], at: string): Told => {
  if (kind === 'succeeded') return { at, outcome: 'released' };
  if (kind === 'refused') return { at, outcome: 'refused' };
  if (kind === 'byHand') return { at, startedBy: undefined };
  return kind === 'failed' ? { at } : { at, blame: kind };
};
const stories = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), gap: fc.integer({ min: 1, max: 900 }) }), { maxLength: 30 })
  .map((steps) => {
    let at = 0;
    return steps.map(({ kind, gap }) => {
      at += gap;
      return { kind, at };
    });
  });
const anySettings = fc.record({
  failures: fc.integer({ min: 1, max: 5 }),
  within: fc.integer({ min: 60, max: 200_000 }),
  cooldown: fc.integer({ min: 60, max: 200_000 }),
});
const of = (story: readonly { readonly kind: (typeof kinds)[number]; readonly at: number }[]) =>
  history(...story.map(({ kind, at }) => toldAs(kind, minute(at))));
type StoryOf = typeof stories extends fc.Arbitrary<infer Story> ? Story : never;
type SettingsOf = typeof anySettings extends fc.Arbitrary<infer Settings> ? Settings : never;
const endOfStory = (story: readonly { readonly at: number }[]): number => story.at(-1)?.at ?? 0;

describe('the breaker, whatever happened,', () => {
  const law = (holds: (story: StoryOf, chosen: SettingsOf) => void) =>
    fc.assert(fc.property(stories, anySettings, holds));

  it('is never open with fewer failures than it needs', () =>
    law((story, chosen) => {
      const failed = story.filter(({ kind }) => kind === 'failed').length;
      const { kind } = breakerState(of(story), minute(endOfStory(story)), chosen);
      expect(kind === 'closed' || failed >= chosen.failures).toBe(true);
    }));

  it('is closed right after a success', () =>
    law((story, chosen) => {
      const at = endOfStory(story) + 1;
      const told = of([...story, { kind: 'succeeded', at }]);
      expect(breakerState(told, minute(at), { ...chosen, failures: 99 }).kind).toBe('closed');
      expect(breakerState(told, minute(at), chosen).kind).toBe('closed');
    }));

  it('is never open once it cooled since the last release', () =>
    law((story, chosen) => {
      const cooled = endOfStory(story) + Math.ceil(chosen.cooldown / 60);
      expect(breakerState(of(story), minute(cooled), chosen).kind).not.toBe('open');
    }));

  it('takes no notice of what people ended, replaced or were refused', () =>
    law((story, chosen) => {
      const now = minute(endOfStory(story));
      const told = story.filter(({ kind }) => kind === 'failed' || kind === 'succeeded');
      expect(breakerState(of(story), now, chosen)).toEqual(breakerState(of(told), now, chosen));
    }));

  it('opens at a failure when it was half open, for one more cooldown', () =>
    law((story, chosen) => {
      const opened = endOfStory(story) + 1;
      const failures = Array.from({ length: chosen.failures }, () => ({ kind: 'failed' as const, at: opened }));
      const at = opened + Math.ceil(chosen.cooldown / 60);
      expect(breakerState(of([...story, ...failures]), minute(at), chosen).kind).toBe('halfOpen');
      const until = new Date(Date.parse(minute(at)) + 1000 * chosen.cooldown).toISOString();
      const state = breakerState(of([...story, ...failures, { kind: 'failed', at }]), minute(at), chosen);
      expect(state).toMatchObject({ kind: 'open', until });
    }));
});
