import { describe, expect, it } from '@jest/globals';
import { runJob, runJobs } from '../jobs.ts';
import type { Bound } from '../troubles.ts';
import type { Setting } from './facts.ts';
import { explorationOf, migrationMutations } from './mutations.ts';
import { migrationTroubles } from './plan.ts';

const maxStates = 400_000;
const run = (bound: Bound, approval: Setting['approval'] = 'never') =>
  runJob({
    exploration: { bound, setting: { approval }, maxStates },
    of: 'migrations',
    patches: [],
    wantsProgress: false,
  });

const anyOne: Bound = [{ most: 1, kinds: migrationTroubles }];

describe('exploring migrations', () => {
  it('sees both migrate when nothing happens', async () => {
    expect(await run([])).toMatchObject({ isComplete: true, violation: null, quiet: 1 });
  });

  it.each(['never', 'always'] as const)(
    'finds nothing wrong with any one trouble, where a person must agree: %s',
    async (approval) => {
      const found = await run(anyOne, approval);
      expect([found.violation, found.isComplete]).toEqual([null, true]);
      expect(found.states).toBeGreaterThan(10_000);
    },
  );
});

describe('the rules of migrations', () => {
  it('are each needed: without it, a story goes wrong', async () => {
    const tasks = migrationMutations.map((mutation) => async () => {
      const exploration = explorationOf(mutation, maxStates);
      const job = { exploration, of: 'migrations', patches: mutation.patches, wantsProgress: false } as const;
      const { violation } = await runJob(job);
      expect([mutation.name, violation?.rule]).toEqual([mutation.name, expect.any(String)]);
    });
    await runJobs(tasks, 2);
  }, 300_000);

  it('tell the story of what goes wrong without them, to the last step', async () => {
    const mutation = migrationMutations.find(({ name }) => name === 'migration-settles');
    if (mutation === undefined) throw new Error('no such rule');
    const exploration = explorationOf(mutation, maxStates);
    const { violation } = await runJob({
      exploration,
      of: 'migrations',
      patches: mutation.patches,
      wantsProgress: false,
    });
    expect(violation?.rule).toContain('two Jobs change the database at once');
    expect(violation?.story.at(-1)).toContain('jobs.start');
  });
});
