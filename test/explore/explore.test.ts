import { describe, expect, it } from '@jest/globals';
import type { Setting } from './facts.ts';
import { runJob, runJobs } from './jobs.ts';
import { mutations } from './mutations.ts';
import { countPaths, firstWithoutEnd } from './paths.ts';
import { explorationOf, partsOf } from './plan.ts';
import { type Bound, limiter, troubleKinds } from './troubles.ts';

const maxStates = 1_000_000;
const run = (bound: Bound, secondPush: Setting['secondPush'] = 'supersede', more: Partial<Setting> = {}) =>
  runJob({
    exploration: { bound, setting: { strategy: 'blue-green', secondPush, weights: [50, 100], ...more }, maxStates },
    patches: [],
    wantsProgress: false,
  });

describe('exploring the protocol', () => {
  it('sees two releases go through when nothing happens, in one single way', async () => {
    expect(await run([])).toMatchObject({ isComplete: true, violation: null, quiet: 1, interleavings: '1' });
  });

  it.each(['supersede', 'queue', 'refuse'] as const)(
    'finds nothing wrong with any one trouble, when a second push must %s',
    async (secondPush) => {
      const found = await run([{ most: 1, kinds: troubleKinds }], secondPush);
      expect(found.violation).toBeNull();
      expect(found.isComplete).toBe(true);
      expect(found.states).toBeGreaterThan(10_000);
    },
  );

  it.each(['reject', 'silence', 'alarm'] as const)(
    'finds nothing wrong where a person must agree, with this trouble or none: %s',
    async (kind) => {
      const found = await run([{ most: 1, kinds: [kind] }], 'supersede', { approval: true, weights: [100] });
      expect([found.violation, found.isComplete]).toEqual([null, true]);
    },
  );

  it('covers every pair of troubles by its default parts', () => {
    const bounds = partsOf(maxStates).map(({ exploration }) => limiter(exploration.bound));
    const accountOf = (kind: (typeof troubleKinds)[number]) => 1 << troubleKinds.indexOf(kind);
    for (const one of troubleKinds)
      for (const other of troubleKinds)
        if (one !== other)
          expect([one, other, bounds.some((may) => may(one, 0) && may(other, accountOf(one)))]).toEqual([
            one,
            other,
            true,
          ]);
  });

  it('breaks when a patch no longer fits the sources', async () => {
    const job = {
      exploration: explorationOf({ name: '', rule: '', patches: [], bound: [] }, 10),
      wantsProgress: false,
    };
    const patches = [{ file: 'src/domain/lock.ts', find: 'no such text', replace: '' }];
    await expect(runJob({ ...job, patches })).rejects.toThrow('src/domain/lock.ts has 0 times: no such text');
  });
});

describe('the rules of the protocol', () => {
  it('are each needed: without it, a story goes wrong that goes well with it', async () => {
    const tasks = mutations.map((mutation) => async () => {
      const exploration = explorationOf(mutation, maxStates);
      const without = await runJob({ exploration, patches: mutation.patches, wantsProgress: false });
      if (mutation.needless === undefined)
        expect([mutation.name, without.violation?.rule]).toEqual([mutation.name, expect.any(String)]);
      else expect([mutation.name, without.violation, without.isComplete]).toEqual([mutation.name, null, true]);
    });
    await runJobs(tasks, 2);
  }, 300_000);

  it('tell the story of what goes wrong without them, to the last step', async () => {
    const mutation = mutations.find(({ name }) => name === 'point-of-no-return');
    if (mutation === undefined) throw new Error('no such rule');
    const { violation } = await runJob({
      ...{ exploration: explorationOf(mutation, maxStates), patches: mutation.patches, wantsProgress: false },
    });
    expect(violation?.rule).toBe('100 % of the users are sent to orders-blue, which is gone');
    expect(violation?.story.at(-1)).toContain('RetireOldVersion of release 1: workload.remove orders-blue');
  });

  it('are what keeps the explorations of their bounds clean', async () => {
    const bounds = new Map(
      mutations.map((mutation) => {
        const exploration = explorationOf(mutation, maxStates);
        return [JSON.stringify(exploration), exploration];
      }),
    );
    const tasks = [...bounds.values()].map((exploration) => async () => {
      const found = await runJob({ exploration, patches: [], wantsProgress: false });
      expect([exploration.bound, found.violation]).toEqual([exploration.bound, null]);
    });
    await runJobs(tasks, 2);
  }, 300_000);
});

describe('the graph of what was visited', () => {
  const diamond = { offsets: [0, 2, 3, 4], targets: [1, 2, 3, 3], troubles: [0, 0, 0, 0] };

  it('counts distinct interleavings as paths to an end', () => {
    expect(countPaths(diamond)).toBe(2n);
  });

  it('has no number of paths when it has a cycle', () => {
    expect(countPaths({ offsets: [0, 1], targets: [1, 0], troubles: [0, 0] })).toBeNull();
  });

  it('knows a node from which only a trouble leads to an end', () => {
    expect(firstWithoutEnd(diamond, [3])).toBeNull();
    expect(firstWithoutEnd({ offsets: [0, 2, 3], targets: [1, 2, 1], troubles: [0, 1, 0] }, [2])).toBe(0);
  });
});
