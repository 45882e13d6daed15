import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Rehearsed, rehearse } from '../support/rehearse.ts';

const small = 'test/stories/rehearsals/small';
const minutes = 60_000;

describe('a rehearsal of a good and of a bad version', () => {
  let rehearsed: Rehearsed;
  beforeAll(async () => {
    rehearsed = await rehearse(small);
  }, 2 * minutes);

  const releaseOf = (version: string) => {
    const found = rehearsed.report.releases.find(({ to }) => to === version);
    if (!found) throw new Error(`no release of ${version} was reported:\n${rehearsed.output}`);
    return found;
  };

  it('goes as told and ends with 0', () => {
    expect([rehearsed.exitCode, rehearsed.output]).toEqual([0, expect.stringContaining('It went as told')]);
    expect(rehearsed.report).toMatchObject({ asTold: true, interrupted: false, load: { unsent: 0 } });
  });

  it('moves all users to the good version, in the policy’s steps, without a failed request', () => {
    const release = releaseOf('2.0.0');
    expect(release).toMatchObject({ outcome: 'released', from: '1.0.0', strategy: 'blue-green', epoch: 1 });
    expect(release.weights.map(({ candidateWeight }) => candidateWeight)).toEqual([0, 50, 100]);
    expect(release.requests.map(({ version, failed }) => [version, failed]).toSorted()).toEqual([
      ['1.0.0', 0],
      ['2.0.0', 0],
    ]);
  });

  it('sends users back from the bad version, and says what the alarm cost', () => {
    const release = releaseOf('3.0.0');
    expect(release).toMatchObject({
      outcome: 'rolled-back',
      from: '2.0.0',
      exposure: { alarm: 'small-errors-blue', alarmToSafeMs: expect.any(Number) },
    });
    expect(release.weights.map(({ candidateWeight }) => candidateWeight)).toEqual([0, 50, 0]);
    const failedByGood = release.requests.filter(({ version, failed }) => version !== '3.0.0' && failed > 0);
    expect(failedByGood).toEqual([]);
  });

  it('counts the calls of every release, and few of them to the load balancer', () => {
    for (const { apiCalls, stateTransitions } of rehearsed.report.releases) {
      expect(apiCalls['elasticloadbalancing:ModifyRule']).toBeLessThanOrEqual(6);
      expect(stateTransitions).toBeGreaterThan(20);
    }
  });

  it('tells it all in plain lines of at most 100 columns when its output is piped', () => {
    expect(rehearsed.output).not.toContain('\u001b');
    expect(rehearsed.output.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
    expect(rehearsed.output).toMatch(/RELEASED[\s\S]*ALARM[\s\S]*ROLLED BACK/);
  });
});

describe('a rehearsal that goes otherwise than told', () => {
  let copy = '';
  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'tidegate-otherwise-'));
    await cp(path.dirname(small), copy, { recursive: true });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  const rehearseStory = async (story: string): Promise<Rehearsed> => {
    const folder = path.join(copy, 'small');
    const file = path.join(folder, 'rehearsal.yml');
    const world = (await readFile(file, 'utf8')).split('story:')[0];
    await writeFile(file, `${world}story: ${story}`);
    return rehearse(folder, '--quiet', '--rate', '20');
  };

  it('ends with 1 as soon as a story answers and nobody is left who could ask', async () => {
    const { exitCode, output } = await rehearseStory(
      '[{ start: { service: small, tag: 9.9.9 } }, { answer: { said: yes } }]',
    );
    expect([exitCode, output]).toEqual([1, expect.stringContaining('the story answers yes, and nobody asked')]);
  });

  it('ends with 1 and says what was told and what was found', async () => {
    const story = '[{ start: { service: small, tag: 9.9.9 } }, { expect: released }]';
    const { exitCode, output, report } = await rehearseStory(story);
    expect([exitCode, output]).toEqual([1, expect.stringContaining('It went otherwise than told')]);
    expect(output).toMatch(/✘ 9\.9\.9: ends released\. Found: refused: tag 9\.9\.9 does not exist/);
    expect(report).toMatchObject({
      asTold: false,
      requestsPerSecond: 20,
      releases: [{ outcome: 'refused', from: null }],
    });
  });
});
