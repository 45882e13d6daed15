import { beforeAll, describe, expect, it } from '@jest/globals';
import { lambdas, machineOf, packaged } from '../support/packaged.ts';
import { type Rehearsed, rehearse } from '../support/rehearse.ts';

const folders = ['bad-input', 'faults', 'stopped', 'second-push', 'manifests', 'approval'] as const;
/** A few of `npm run stories`: those in which functions make calls that no other story here has them make. */
const ofStrategies = [
  ['recreate', 'good'],
  ['canary', 'bad-under-load'],
  ['ab-test', 'bad-at-readiness'],
  ['flag', 'bad-at-readiness'],
] as const;
const told = new Map<string, Rehearsed>();
beforeAll(async () => {
  for (const [strategy, story] of ofStrategies)
    told.set(strategy, await rehearse(`examples/strategies/${strategy}`, '--story', story));
  for (const folder of folders)
    told.set(folder, await rehearse(`test/stories/rehearsals/${folder}`, '--time-scale', paceOf(folder)));
}, 600_000);

/** Where nothing happens at a certain moment, waiting may go faster. */
const paceOf = (folder: (typeof folders)[number]): string => (folder === 'manifests' ? '120' : '60');
const storyOf = (folder: string): Rehearsed => {
  const story = told.get(folder);
  if (story === undefined) throw new Error(`${folder} was not rehearsed`);
  return story;
};
const failedIn = ({ report }: Rehearsed): number =>
  report.releases.flatMap((release) => release.requests).reduce((sum, { failed }) => sum + failed, 0);

describe('the stories', () => {
  it.each([...folders, ...ofStrategies.map(([strategy]) => strategy)])('go as told: %s', (folder) => {
    const { exitCode, output } = storyOf(folder);
    expect([exitCode, output]).toEqual([0, expect.stringContaining('It went as told')]);
  });

  it.each(folders.filter((folder) => folder !== 'manifests'))('fail no request: %s', (folder) =>
    expect(failedIn(storyOf(folder))).toBe(0),
  );
});

describe('bad input', () => {
  it('ends in a named outcome with a sentence', () => {
    const { releases } = storyOf('bad-input').report;
    expect(releases.map(({ outcome }) => outcome)).toEqual([
      ...['ignored', 'ignored', 'ignored', 'ignored', 'refused', 'refused', 'refused'],
      ...['rolled-back', 'refused', 'rolled-back', 'rolled-back', 'released', 'refused'],
    ]);
    for (const { because } of releases) expect(because.split(' ').length).toBeGreaterThan(3);
  });

  it('never lets a user reach a version that did not pass its readiness and its smoke test', () => {
    const { releases } = storyOf('bad-input').report;
    const exposed = releases.filter(
      ({ outcome, weights }) => outcome !== 'released' && weights.some((w) => w.candidateWeight > 0),
    );
    expect(exposed).toEqual([]);
  });
});

describe('an execution that somebody stops', () => {
  it('goes back, and the next release goes through', () => {
    const { releases } = storyOf('stopped').report;
    expect(releases.map(({ outcome }) => outcome)).toEqual(['rolled-back', 'released']);
    expect(releases[0]?.weights.map(({ candidateWeight }) => candidateWeight)).toEqual([0, 50, 0]);
  });
});

describe('a second push', () => {
  it('is released by itself after the release that made way for it, or that it waited for', () => {
    const { releases } = storyOf('second-push').report;
    expect(releases.map(({ to, startedBy, outcome, epoch }) => [to, startedBy, outcome, epoch])).toEqual([
      ['2.0.0', 'push', 'rolled-back', 1],
      ['2.1.0', 'push', 'queued', null],
      ['2.1.0', 'queue', 'released', 2],
      ['2.2.0', 'push', 'released', 3],
      ['2.3.0', 'push', 'queued', null],
      ['2.3.0', 'queue', 'released', 4],
    ]);
  });
});

describe('a release that waits for a person', () => {
  it('moves no user before a person has said yes', () => {
    const { releases } = storyOf('approval').report;
    expect(releases.map(({ outcome }) => outcome)).toEqual(['released', 'rolled-back', 'rolled-back']);
    const moved = releases.map(({ weights }) => weights.some(({ candidateWeight }) => candidateWeight > 0));
    expect(moved).toEqual([true, false, false]);
  });
});

describe('rendered manifests', () => {
  const releaseOf = (version: string) => {
    const { report, output } = storyOf('manifests');
    const found = report.releases.find(({ to }) => to === version);
    if (found === undefined) throw new Error(`no release of ${version} was reported:\n${output}`);
    return found;
  };
  const failures = (version: string) => releaseOf(version).requests.filter(({ failed }) => failed > 0);

  it('bring configuration of their own', () => {
    expect(releaseOf('2.0.0')).toMatchObject({ outcome: 'released', strategy: 'blue-green' });
    expect(failures('2.0.0')).toEqual([]);
  });

  it('are taken back, in place too, when it is the configuration that is bad', () => {
    const { outcome, strategy, exposure } = releaseOf('2.0.1');
    expect([outcome, strategy, exposure?.alarm]).toEqual(['rolled-back', 'rolling', 'shop-errors-green']);
    expect(failures('2.0.1')).toMatchObject([{ version: '2.0.1' }]);
  });

  it('are refused where CI has put none, before anything happens', () => {
    const { outcome, because, weights } = releaseOf('3.0.0');
    expect([outcome, weights]).toEqual(['refused', []]);
    expect(because).toMatch(/^there are no manifests at s3:.*let CI put them there before it pushes the image/);
  });
});

describe('the role of a function', () => {
  /** Those of migrations are held to the same in test/migration/machine-contract.test.ts, which needs no database. */
  const ofMigrations = JSON.stringify(machineOf('MigrationMachine').substitutions);
  const here = lambdas.filter(({ Role }) => !ofMigrations.includes(Role['Fn::GetAtt'][0].replace(/Role$/, 'Lambda')));
  const granted = new Map(
    here.map(({ FunctionName, Role }) => {
      const policies = packaged.Resources[Role['Fn::GetAtt'][0]]?.Properties['Policies'] as {
        PolicyDocument: { Statement: { Action: string | string[] }[] };
      }[];
      const actions = policies.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.flatMap(({ Action }) => Action),
      );
      return [FunctionName, actions] as const;
    }),
  );
  /** In the words of IAM, whose actions are not always called like the operations; the Kubernetes API is not IAM's. */
  const actionOf = (operation: string) =>
    operation.replace(/^monitoring:/, 'cloudwatch:').replace(/^lambda:Invoke$/, 'lambda:InvokeFunction');
  const called = () =>
    [...told.values()]
      .flatMap(({ report }) => report.releases.flatMap((release) => Object.entries(release.apiCallsByFunction)))
      .flatMap(([name, calls]) => Object.keys(calls).map((operation) => [name, actionOf(operation)] as const))
      .filter(([name, action]) => granted.has(name) && !action.startsWith('kubernetes:'));

  it('grants every call that the function was seen to make, and every function was seen', () => {
    expect(new Set(called().map(([name]) => name))).toEqual(new Set(granted.keys()));
    expect(called().filter(([name, action]) => !granted.get(name)?.includes(action))).toEqual([]);
  });

  /** Asked only where a list of deployments does not tell their profile, as older API versions do not; see test/contract. */
  const onlyOnOlderClouds = 'appconfig:GetDeployment';

  it('grants no action that no function ever needs', () => {
    const needed = new Set(called().map(([, action]) => action));
    const idle = [...granted.values()]
      .flat()
      .filter((action) => !action.startsWith('logs:') && !needed.has(action) && action !== onlyOnOlderClouds);
    expect(idle).toEqual([]);
  });
});
