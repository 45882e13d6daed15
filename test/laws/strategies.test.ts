import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRehearsalFolder } from '../../cli/rehearse/folder.ts';
import { strategyNames } from '../../src/contracts/strategy-names.ts';
import { catalog, folderOf, titleOf } from '../stories/strategies/catalog.ts';

const sources = ['src', 'functions']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.ts'));
/** `flag` is also an everyday word of this code. */
const tellingNames = strategyNames.filter((name) => name !== 'flag');
const mentions = (name: string) =>
  sources.filter((file) => new RegExp(`['"\`]${name}['"\`]|\\b${name}:`).test(readFileSync(file, 'utf8')));

describe('a strategy', () => {
  it.each(tellingNames)(
    '%s is known to one domain file and to the contract only: nothing else branches by it',
    (name) => {
      const known = ['src/contracts/strategy-names.ts', 'src/domain/strategies.ts'];
      const defaults = ['src/contracts/policy.ts'];
      expect(mentions(name).filter((file) => !defaults.includes(file))).toEqual(known);
    },
  );

  it('never reaches the state machine, which knows steps only', () => {
    const machine = readFileSync('statemachines/release.asl.yml', 'utf8');
    for (const name of tellingNames) expect(machine).not.toContain(name);
  });

  it.each(strategyNames)('%s has its page', (name) => {
    expect(existsSync(`docs/strategies/${name}.md`)).toBe(true);
  });

  it.each(catalog.map((one) => [titleOf(one), one] as const))('has its story %s, under real load', async (_, one) => {
    const { rehearsal } = await readRehearsalFolder(folderOf(one), one.story);
    expect(rehearsal.story.at(-1)).toMatchObject({ kind: 'expect' });
    expect(rehearsal.load.requestsPerSecond).toBeGreaterThanOrEqual(200);
  });
});
