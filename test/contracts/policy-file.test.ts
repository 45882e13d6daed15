import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { problemText } from '../../src/contracts/document/problem.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';

const rule =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683';
const group = (color: string): string =>
  `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-${color}/73e2d6bc24d8a067`;

const good = `
service: orders
image: { repository: shop/orders, tags: '>=1.0.0' }
cluster: shop
workload:
  deployment: orders
  container: app
  namespaces: { blue: orders-blue, green: orders-green }
traffic:
  listenerRule: ${rule}
  targetGroups: { blue: '${group('blue')}', green: '${group('green')}' }
  steps:
    - { weight: 10, bake: 90s }
    - { weight: 100, bake: 5m }
health:
  alarms: [orders-errors]
flags:
  application: shop
  environment: prod
  profile: flags
  flip:
    - { key: loyalty, at: 100 }
`;

type Tree = Record<string, unknown>;

/** The good policy with the value at `path` replaced, or removed when it is undefined. */
function policyWith(path: readonly (string | number)[], value: unknown): string {
  const tree = parse(good) as Tree;
  const parent = path.slice(0, -1).reduce<Tree>((node, segment) => node[segment] as Tree, tree);
  const last = path.at(-1) ?? '';
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return stringify(tree);
}

function problemsOf(text: string) {
  const reading = readPolicyFile('tidegate.yml', text);
  return reading.ok ? [] : reading.problems;
}

describe('a policy file', () => {
  it('is read with its defaults', () => {
    const reading = readPolicyFile('tidegate.yml', good);
    expect(reading).toMatchObject({
      ok: true,
      value: {
        service: 'orders',
        readiness: { within: 30 },
        traffic: {
          steps: [
            { weight: 10, bake: 90 },
            { weight: 100, bake: 300 },
          ],
          drain: 300,
        },
        health: { minimumRequests: 20, patience: 3600 },
        flags: { strategy: 'tidegate-instant', flip: [{ key: 'loyalty', enabled: true, at: 100, versions: '*' }] },
        keep: [],
      },
    });
  });

  it('releases by 5, 25, 50 and 100 percent when it says nothing about steps', () => {
    const reading = readPolicyFile('tidegate.yml', policyWith(['traffic', 'steps'], undefined));
    expect(reading.ok && reading.value.traffic.steps.map((step) => step.weight)).toEqual([5, 25, 50, 100]);
  });

  it.each<[claim: string, path: (string | number)[], value: unknown, at: string, says: RegExp, fix: RegExp]>([
    [
      'an unknown key',
      ['canary'],
      true,
      'canary',
      /unknown key/,
      /^remove it; allowed here: service, image, strategy, cluster/,
    ],
    [
      'a misspelt key',
      ['image', 'repositry'],
      'x',
      'image.repositry',
      /unknown key/,
      /did you mean repository\? allowed here: repository, tags/,
    ],
    [
      'a misspelt key in a list',
      ['traffic', 'steps', 0, 'wieght'],
      5,
      'traffic.steps[0].wieght',
      /unknown/,
      /did you mean weight\?/,
    ],
    ['a missing key', ['cluster'], undefined, 'cluster', /is missing/, /add it: text/],
    [
      'a number where text belongs',
      ['image', 'tags'],
      2,
      'image.tags',
      /is a number, not text/,
      /put it in quotes: "2"/,
    ],
    ['a service name with capitals', ['service'], 'Orders', 'service', /does not fit/, /lower-case letters/],
    ['a bad semver range', ['image', 'tags'], 'newest', 'image.tags', /does not fit/, /semver range/],
    [
      'a repository with a tag',
      ['image', 'repository'],
      'shop/orders:1',
      'image.repository',
      /does not fit/,
      /without registry and tag/,
    ],
    [
      'a rule ARN that is a target group',
      ['traffic', 'listenerRule'],
      group('blue'),
      'traffic.listenerRule',
      /does not fit/,
      /listener-rule\/app/,
    ],
    [
      'a target group by name',
      ['traffic', 'targetGroups', 'green'],
      'green',
      'traffic.targetGroups.green',
      /does not fit/,
      /:targetgroup\//,
    ],
    [
      'one target group for both colours',
      ['traffic', 'targetGroups', 'green'],
      group('blue'),
      'traffic.targetGroups.green',
      /does not fit/,
      /two different target groups/,
    ],
    [
      'an Ingress beside a listener rule',
      ['traffic', 'ingress'],
      { name: 'shop', action: 'orders' },
      'traffic.ingress',
      /does not fit/,
      /either ingress, or listenerRule and targetGroups/,
    ],
    [
      'a target group without its namespace',
      ['workload', 'namespaces'],
      { blue: 'orders-blue' },
      'traffic.targetGroups.green',
      /does not fit/,
      /name green in both/,
    ],
    ['flags without a flag', ['flags', 'flip'], [], 'flags.flip', /does not fit/, /at least one flag/],
    [
      'a strategy without what it needs',
      ['strategy'],
      { minor: 'ab-test' },
      'strategy.minor',
      /needs traffic.cohort/,
      /give it what it needs/,
    ],
    [
      'a strategy that nobody knows',
      ['strategy'],
      { minor: 'cannary' },
      'strategy.minor',
      /not a known value/,
      /canary/,
    ],
    [
      'a flag as the strategy of a version',
      ['strategy'],
      { minor: 'flag' },
      'strategy.minor',
      /not a known value/,
      /rolling/,
    ],
    [
      'weights that end below 100',
      ['traffic', 'steps'],
      [{ weight: 5 }, { weight: 50 }],
      'traffic.steps',
      /does not fit/,
      /end with weight 100/,
    ],
    [
      'weights that fall',
      ['traffic', 'steps'],
      [{ weight: 50 }, { weight: 5 }, { weight: 100 }],
      'traffic.steps',
      /does not fit/,
      /larger than the one before/,
    ],
    [
      'a weight of 0',
      ['traffic', 'steps', 0, 'weight'],
      0,
      'traffic.steps[0].weight',
      /below the least/,
      /first users arrive at weight 1/,
    ],
    [
      'a weight above 100',
      ['traffic', 'steps', 1, 'weight'],
      101,
      'traffic.steps[1].weight',
      /above the most/,
      /100 or less/,
    ],
    ['no steps at all', ['traffic', 'steps'], [], 'traffic.steps', /number of items/, /1 item or more/],
    [
      'a bake without a unit',
      ['traffic', 'steps', 0, 'bake'],
      '90',
      'traffic.steps[0].bake',
      /does not fit/,
      /30s, 5m or 1h/,
    ],
    ['a bake that is a number', ['traffic', 'steps', 0, 'bake'], 90, 'traffic.steps[0].bake', /not text/, /quotes/],
    ['no alarm', ['health', 'alarms'], [], 'health.alarms', /number of items/, /nothing else sends users back at once/],
    [
      'half a request',
      ['health', 'minimumRequests'],
      0.5,
      'health.minimumRequests',
      /is not a whole number/,
      /whole number/,
    ],
    [
      'a latency in minutes',
      ['health', 'latency'],
      { atLeast: '1m' },
      'health.latency.atLeast',
      /does not fit/,
      /5ms or 1s/,
    ],
    [
      'a flag at a weight that is no step',
      ['flags', 'flip', 0, 'at'],
      25,
      'flags.flip[0].at',
      /does not fit/,
      /weights of traffic.steps: 10, 100/,
    ],
    [
      'a flag attribute that is a mapping',
      ['flags', 'flip', 0, 'attributes'],
      { a: { b: 1 } },
      'flags.flip[0].attributes.a',
      /none of the allowed shapes/,
      /text; give a number/,
    ],
    [
      'a flag flipped twice',
      ['flags', 'flip', 1],
      { key: 'loyalty' },
      'flags.flip[1].key',
      /flip\[0\] already/,
      /keep one/,
    ],
    ['a kind that cannot be kept', ['keep'], ['Deployment'], 'keep[0]', /not a known value/, /ConfigMap, Secret/],
    ['a kind in lower case', ['keep'], ['configmap'], 'keep[0]', /not a known value/, /did you mean ConfigMap\?/],
  ])('refuses %s, and says where and how to put it right', (_claim, path, value, at, says, fix) => {
    expect(problemsOf(policyWith(path, value))).toContainEqual(
      expect.objectContaining({
        file: 'tidegate.yml',
        path: at,
        problem: expect.stringMatching(says),
        fix: expect.stringMatching(fix),
      }),
    );
  });

  it('names the value that was given, and the line and column where it stands', () => {
    const [problem] = problemsOf(good.replace('90s', '90 seconds'));
    expect(problem).toMatchObject({ line: 13, column: 27, path: 'traffic.steps[0].bake', value: '90 seconds' });
    expect(problem && problemText(problem)).toMatch(
      /^tidegate\.yml:13:27: traffic\.steps\[0\]\.bake: .*\(given: "90 seconds"\)\n {4}fix: /,
    );
  });

  it('refuses more holding than the history of one execution has room for', () => {
    const steps = Array.from({ length: 20 }, (_, i) => ({ weight: 5 * (i + 1) }));
    const tree = parse(policyWith(['traffic', 'steps'], steps)) as Tree;
    tree['health'] = { alarms: ['a'], patience: '999999h' };
    expect(problemsOf(stringify(tree))).toMatchObject([
      { path: 'health.patience', problem: expect.stringMatching(/25,000 events/) },
    ]);
  });

  it('tells all problems at once', () => {
    expect(
      problemsOf(good.replace('90s', '90').replace('cluster: shop', 'clutser: shop'))
        .map((problem) => problem.path)
        .sort(),
    ).toEqual(['cluster', 'clutser', 'traffic.steps[0].bake']);
  });

  it.each([
    ['broken YAML', 'service: [orders', 1, /not YAML/],
    ['a key given twice', 'service: a\nservice: b', 2, /must be unique/],
    ['tabs', 'service:\n\tname: a', 2, /not YAML/],
  ])('says where %s is', (_claim, text, line, says) => {
    expect(problemsOf(text)[0]).toMatchObject({ line, problem: expect.stringMatching(says) });
  });

  it.each([
    ['an empty file', '', /is not a mapping/],
    ['a list', '- service: orders', /is not a mapping/],
    ['an alias without its anchor', 'service: *orders', /orders/],
  ])('refuses %s', (_claim, text, says) => {
    expect(problemsOf(text)[0]).toMatchObject({ path: '', problem: expect.stringMatching(says) });
  });
});
