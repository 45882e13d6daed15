import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Rehearsed, rehearse } from '../support/rehearse.ts';

describe('releases of rendered manifests', () => {
  let rehearsed: Rehearsed;
  beforeAll(async () => {
    rehearsed = await rehearse('test/stories/rehearsals/manifests', '--time-scale', '120');
  }, 120_000);

  const releaseOf = (version: string) => {
    const found = rehearsed.report.releases.find(({ to }) => to === version);
    if (!found) throw new Error(`no release of ${version} was reported:\n${rehearsed.output}`);
    return found;
  };
  const failedOf = (version: string) => releaseOf(version).requests.reduce((sum, { failed }) => sum + failed, 0);

  it('go as told', () => {
    expect([rehearsed.exitCode, rehearsed.output]).toEqual([0, expect.stringContaining('It went as told')]);
  });

  it('bring configuration of their own, beside the version that runs and in its place', () => {
    expect(releaseOf('2.0.0')).toMatchObject({ outcome: 'released', strategy: 'blue-green' });
    expect(releaseOf('2.0.1')).toMatchObject({ outcome: 'released', strategy: 'rolling' });
    expect([failedOf('2.0.0'), failedOf('2.0.1')]).toEqual([0, 0]);
  });

  it('are taken back when it is the configuration that is bad, and only its users noticed', () => {
    const { outcome, exposure, requests } = releaseOf('3.0.0');
    expect([outcome, exposure?.alarm]).toEqual(['rolled-back', 'shop-errors-blue']);
    expect(requests.filter(({ version, failed }) => version !== '3.0.0' && failed > 0)).toEqual([]);
  });

  it('are refused where CI has put none, before anything happens', () => {
    const { outcome, because, weights } = releaseOf('4.0.0');
    expect([outcome, weights]).toEqual(['refused', []]);
    expect(because).toMatch(/^there are no manifests at s3:.*let CI put them there before it pushes the image/);
  });
});
