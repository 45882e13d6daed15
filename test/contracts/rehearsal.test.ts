import { describe, expect, it } from '@jest/globals';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { readRehearsalFile } from '../../src/contracts/rehearsal.ts';

const policyReading = readPolicyFile(
  'tidegate.yml',
  `
service: orders
image: { repository: shop/orders }
cluster: shop
workload: { deployment: orders, container: app, namespaces: { blue: b, green: g } }
traffic:
  listenerRule: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/1/2/3
  targetGroups:
    blue: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-blue/1
    green: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-green/1
health: { alarms: [orders-errors] }
`,
);
if (!policyReading.ok) throw new Error('the policy of this test must be good');
const policy = policyReading.value;

const head = `
images:
  shop/orders:1.0.0: { command: [node, server.mjs], env: { VERSION: 1.0.0 } }
  shop/orders:2.0.0: { command: [node, server.mjs], readiness: { path: /healthz } }
running: { tag: 1.0.0 }
`;
const read = (story: string, rest = '') =>
  readRehearsalFile('rehearsal.yml', `${head}${rest}\nstory:\n${story}`, policy);
const problemsOf = (story: string, rest = '') => {
  const reading = read(story, rest);
  return reading.ok ? [] : reading.problems;
};

describe('a rehearsal file', () => {
  it('tells each step of a story by its kind', () => {
    const reading = read(`
  - push: 2.0.0
  - push: { untagged: 2.0.0 }
  - wait: 2m
  - wait: { weight: 25 }
  - wait: { alarms: quiet }
  - fault: { call: 'elasticloadbalancing:ModifyRule', kind: throttle, times: 3 }
  - fault: { pod: kill, of: stable }
  - start: { service: orders, tag: 9.9.9 }
  - abort: checkout is slow
  - expect: rolled-back
    because: alarm
    weightReached: 25
`);
    expect(reading.ok && reading.value.story).toEqual([
      { kind: 'push', image: '2.0.0', tagged: true },
      { kind: 'push', image: '2.0.0', tagged: false },
      { kind: 'wait', seconds: 120 },
      { kind: 'waitForWeight', weight: 25 },
      { kind: 'waitForQuiet' },
      {
        kind: 'breakCall',
        fault: { call: 'elasticloadbalancing:ModifyRule', kind: 'throttle', times: 3, seconds: 5 },
      },
      { kind: 'killPod', of: 'stable' },
      { kind: 'start', input: { service: 'orders', tag: '9.9.9' } },
      { kind: 'abort', reason: 'checkout is slow' },
      { kind: 'expect', ending: 'rolled-back', because: 'alarm', weightReached: 25 },
    ]);
  });

  it('fills in what is not said', () => {
    const reading = read(
      '  - push: 2.0.0',
      'flags: { loyalty: false }\nalarms: { orders-errors: { metric: HTTPCode_Target_5XX_Count, targetGroup: green, threshold: 5 } }',
    );
    expect(reading).toMatchObject({
      ok: true,
      value: {
        images: { 'shop/orders:1.0.0': { readiness: { path: '/', periodSeconds: 5 } } },
        running: { replicas: 2, environment: 'blue' },
        load: { requestsPerSecond: 200, path: '/' },
        flags: { loyalty: { enabled: false } },
        alarms: {
          'orders-errors': {
            statistic: 'Sum',
            periodSeconds: 60,
            evaluations: 1,
            comparison: 'GreaterThanThreshold',
            treatMissingData: 'notBreaching',
          },
        },
      },
    });
  });

  it.each<[claim: string, story: string, at: string, says: RegExp]>([
    [
      'a step that does two things',
      '  - { push: 2.0.0, wait: 2m }',
      'story[0]',
      /exactly one of push, start, migrate, fault, wait, answer, abort, expect/,
    ],
    ['a step that does nothing', '  - {}', 'story[0]', /exactly one of/],
    ['a reason without an expectation', '  - { push: 2.0.0, because: x }', 'story[0]', /belong to a step with expect/],
    ['an unknown ending', '  - push: 2.0.0\n  - expect: rolledback', 'story[1].expect', /did you mean rolled-back\?/],
    ['a push of an image that nobody described', '  - push: 3.0.0', 'story[0].push', /images has shop\/orders:1.0.0/],
    [
      'more expectations than attempts',
      '  - push: 2.0.0\n  - expect: released\n  - expect: released',
      'story[2].expect',
      /put a push or a start before it/,
    ],
    [
      'a call without its service',
      '  - fault: { call: ModifyRule, kind: throttle }',
      'story[0].fault.call',
      /service:Operation/,
    ],
    ['an unquoted number as a tag', '  - push: 2.0', 'story[0].push', /quotes/],
    ['an empty story', '  []', 'story', /1 item or more/],
  ])('refuses %s', (_claim, story, at, says) => {
    expect(problemsOf(story)).toContainEqual(expect.objectContaining({ path: at, fix: expect.stringMatching(says) }));
  });

  it('expects a queued request twice: that it waits, and how its own release ends', () => {
    const waits = '  - push: 2.0.0\n  - expect: queued\n  - expect: released';
    expect(read(waits)).toMatchObject({ ok: true });
    expect(problemsOf(`${waits}\n  - expect: released`)).toMatchObject([{ path: 'story[3].expect' }]);
  });

  it('refuses a running tag that no image describes', () => {
    const text = `${head.replace('{ tag: 1.0.0 }', '{ tag: 0.9.0 }')}\nstory: [{ push: 2.0.0 }]`;
    const reading = readRehearsalFile('rehearsal.yml', text, policy);
    expect(reading).toMatchObject({ ok: false, problems: [{ path: 'running.tag', value: '0.9.0' }] });
  });

  describe('with rendered manifests', () => {
    const taking = { ...policy, manifests: { bucket: 'tidegate-manifests', key: 'orders/{tag}.yaml' } };
    const readWith = (tag: string, under = taking) =>
      readRehearsalFile('rehearsal.yml', `${head}manifests: { ${tag}: k8s.yaml }\nstory: [{ push: 2.0.0 }]`, under);

    it('takes one file per tag of the policy’s repository', () => {
      expect(readWith('2.0.0')).toMatchObject({ ok: true, value: { manifests: { '2.0.0': 'k8s.yaml' } } });
      expect(readWith('2.0.1')).toMatchObject({ ok: false, problems: [{ path: 'manifests.2.0.1' }] });
    });

    it('refuses them where the policy says no bucket', () => {
      const fix = expect.stringContaining('manifests: { bucket, key }');
      expect(problemsOf('  - push: 2.0.0', 'manifests: { 2.0.0: k8s.yaml }')).toMatchObject([{ fix }]);
    });
  });

  it('refuses an alarm period that CloudWatch does not know', () => {
    const alarms = 'alarms: { a: { metric: RequestCount, targetGroup: blue, threshold: 1, periodSeconds: 45 } }';
    expect(problemsOf('  - push: 2.0.0', alarms)).toMatchObject([{ path: 'alarms.a.periodSeconds', value: 45 }]);
  });
});

describe('what goes wrong, what is waited for and what is expected', () => {
  it('has nodes, steps, shares of a cohort and announced downtime', () => {
    const cohort = "load: { cohort: { share: 20, header: { name: x-beta, value: 'yes' } } }";
    const reading = read(
      `
  - start: { service: orders, flag: fast }
  - wait: { step: bake }
  - fault: { node: lose, of: stable }
  - fault: { node: restore }
  - expect: withdrawn
    failedRequests: 0
    downtime: within
`,
      cohort,
    );
    expect(reading.ok && reading.value.story).toEqual([
      { kind: 'start', input: { service: 'orders', flag: 'fast' } },
      { kind: 'waitForStep', step: 'bake' },
      { kind: 'loseNode', of: 'stable' },
      { kind: 'restoreNode' },
      { kind: 'expect', ending: 'withdrawn', failedRequests: 0, downtime: 'within' },
    ]);
    expect(reading.ok && reading.value.load.cohort?.share).toBe(20);
  });

  it('tells a cohort in one way', () => {
    const two = 'load: { cohort: { share: 20, cookie: { name: a, value: b }, query: { key: a, value: b } } }';
    expect(problemsOf('  - push: 2.0.0', two)).toMatchObject([{ path: 'load.cohort' }]);
  });
});

describe('a file with several stories', () => {
  const stories = `${head}
stories:
  good: [{ push: 2.0.0 }, { expect: released }]
  bad: [{ push: 2.0.0 }, { expect: rolled-back }]
`;
  const named = (name?: string) => readRehearsalFile('rehearsal.yml', stories, policy, name);

  it('is read with the one that was asked for', () => {
    const reading = named('bad');
    expect(reading.ok && reading.value.story[1]).toMatchObject({ ending: 'rolled-back' });
  });

  it.each([
    [undefined, 'it holds several stories'],
    ['worse', 'it holds no story named worse'],
  ])('says which there are when asked for %s', (name, problem) => {
    const reading = named(name);
    const fix = 'choose one with --story NAME; there is good, bad';
    expect(reading.ok ? [] : reading.problems).toMatchObject([{ path: 'stories', problem, fix }]);
  });

  it('finds what is wrong in every one of them', () => {
    const text = `${stories}  odd: [{ push: 3.0.0 }]\n`;
    const reading = readRehearsalFile('rehearsal.yml', text, policy, 'good');
    expect(reading.ok ? [] : reading.problems).toMatchObject([{ path: 'stories.odd[0].push' }]);
  });

  it('has no story besides', () => {
    const text = `${stories}story: [{ push: 2.0.0 }]\n`;
    const reading = readRehearsalFile('rehearsal.yml', text, policy, 'good');
    expect(reading.ok ? '' : reading.problems[0]?.fix).toBe('give either story or stories');
  });
});
