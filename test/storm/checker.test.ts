import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { baseStories } from './base-stories.ts';
import { play } from './play.ts';
import { violationsOf } from './rules/rules.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
let artifacts: string;
beforeEach(() => {
  artifacts = mkdtempSync(path.join(tmpdir(), 'storm-'));
  cpSync(dist, artifacts, { recursive: true });
});
afterEach(() => rmSync(artifacts, { recursive: true }));

/** Replaces code in a packaged function; fails when there is nothing to replace. */
function spoil(artifact: string, code: RegExp, replacement: string): void {
  const file = path.join(artifacts, `${artifact}.zip`);
  const bundle = strFromU8(unzipSync(readFileSync(file))['index.js'] ?? new Uint8Array());
  const spoiled = bundle.replace(code, replacement);
  if (spoiled === bundle) throw new Error(`${artifact} has no ${code} to spoil`);
  writeFileSync(file, zipSync({ 'index.js': strToU8(spoiled) }));
}

async function rulesBrokenIn(story: string): Promise<readonly string[]> {
  const scenario = baseStories.find(({ name }) => name === story);
  if (!scenario) throw new Error(`no base story is named ${story}`);
  const violations = await play(scenario, violationsOf, { artifacts });
  return [...new Set(violations.map(({ rule }) => rule))];
}

describe('the rules notice', () => {
  it('a roll-back that does not tell the load balancer', async () => {
    for (const artifact of ['roll-back', 'on-execution-ended'])
      spoil(
        artifact,
        /for\(let [\w$]+ of [\w$]+\([\w$]+\.release\.undo\)\)await [\w$]+\([\w$]+\.traffic,[\w$]+\);/,
        ';',
      );
    expect(await rulesBrokenIn('alarm')).toContain('reactsInTime');
  });

  it('flags that stay new after a rollback', async () => {
    for (const artifact of ['roll-back', 'conclude-release'])
      spoil(
        artifact,
        /for\(let [\w$]+ of [\w$]+\([\w$]+\.undo\)\)await [\w$]+\([\w$]+,[\w$]+\)(\},"undoAllFlags")/,
        'return$1',
      );
    expect(await rulesBrokenIn('alarm')).toContain('usersAreWhereDue');
  });

  it('nothing in what is packaged', async () => {
    expect(await rulesBrokenIn('alarm')).toEqual([]);
  });
});
