import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, tidegate } from '../support/command.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Runs the launcher as npx does, in a process of its own. */
function launch(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = [path.join(root, 'cli', 'tidegate.mjs'), ...words];
    execFile(process.execPath, command, { env: { PATH: process.env['PATH'] ?? '' } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe('the command tidegate', () => {
  let folder = '';
  const bad = (): string => path.join(folder, 'bad.yml');
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tidegate-test-'));
    await writeFile(bad(), 'service: orders\ncanary: true\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [['--help'], /rehearse[\s\S]*policy[\s\S]*status[\s\S]*history[\s\S]*Exit codes/],
    [['rehearse', '--help'], /--time-scale[\s\S]*Examples:/],
    [['policy', '--help'], /check[\s\S]*schema[\s\S]*apply/],
    [['status', '--help'], /--table[\s\S]*TIDEGATE_TABLE/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('answers %j on stdout and ends with 0', async (words, says) => {
    const { code, out, err } = await tidegate(...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(says);
  });

  it.each<[claim: string, words: string[], says: RegExp]>([
    ['an unknown command', ['relase'], /unknown command/],
    ['an unknown option', ['rehearse', 'x', '--fast'], /unknown option/],
    ['a missing folder', ['rehearse'], /missing required argument/],
    ['a folder that is none', ['rehearse', 'nowhere'], /nowhere is no folder/],
    ['a folder without a policy', ['rehearse', 'src'], /tidegate.yml cannot be read \(ENOENT\)/],
    ['a time scale of 0', ['rehearse', 'x', '--time-scale', '0'], /from 1 to 600/],
    ['a status without a table', ['status', 'orders'], /--table/],
    ['a policy that is not there', ['policy', 'check', 'no.yml'], /no.yml cannot be read \(ENOENT\)/],
  ])('ends with 2 and says on stderr what is wrong: %s', async (_claim, words, says) => {
    const { code, out, err } = await tidegate(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
  });

  it('checks several policies at once, and ends with 2 if one is wrong', async () => {
    const { code, out, err } = await tidegate(
      'policy',
      'check',
      bad(),
      path.join(root, 'examples/orders/tidegate.yml'),
    );
    expect(code).toBe(2);
    expect(out).toMatch(/orders\/tidegate\.yml: right.*minor changes by rolling, major changes by blue-green/);
    expect(err).toMatch(/bad\.yml:2:9: canary: unknown key \(given: true\)\n {4}fix: remove it; allowed here: service/);
  });

  it('prints problems as JSON when asked', async () => {
    const { out } = await tidegate('policy', 'check', '--json', bad());
    expect(JSON.parse(out)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ path: 'canary', line: 2 })]),
    });
  });

  it('prints a schema that editors can use', async () => {
    const { out } = await tidegate('policy', 'schema');
    expect(JSON.parse(out)).toMatchObject({ type: 'object', required: expect.arrayContaining(['service', 'traffic']) });
  });

  it('starts by its launcher, ends with its code, and writes no colour when its output is piped', async () => {
    const { code, out, err } = await launch('policy', 'check', bad());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('canary: unknown key');
    expect(err).not.toContain('\u001b');
  });
});
