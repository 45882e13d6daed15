import type { Scenario, TimedDeed } from './scenario.ts';
import { metricAlarms } from './world/alarms.ts';
import type { PolicyChoices } from './world/policy.ts';

/** Two shares, so that a release is short and still has a first, a middle and a last. */
const policy: PolicyChoices = { weights: [25, 100], flipAt: 25, drainSeconds: 30, guards: 'composite' };

/** A short story of this seed and policy. */
export const story = (name: string, deeds: readonly TimedDeed[], more: PolicyChoices = {}): Scenario => ({
  name,
  seed: 7,
  policy: { ...policy, ...more },
  deeds,
});

const pushGood: TimedDeed = { atSeconds: 2, deed: { kind: 'push', tag: '1.1.0', behaviour: 'good' } };
const pushFailing: TimedDeed = { atSeconds: 2, deed: { kind: 'push', tag: '1.1.0', behaviour: 'failing' } };

const answerAt = (atSeconds: number, said: 'yes' | 'no'): TimedDeed => ({ atSeconds, deed: { kind: 'answer', said } });
const answer = (said: 'yes' | 'no'): TimedDeed => answerAt(300, said);

/** EventBridge gives up on what a function refuses for good, also when it comes twice. */
const refusedEvent: TimedDeed = {
  atSeconds: 1,
  deed: {
    kind: 'break',
    target: { service: 'lambda', caller: 'tidegate-dev-on-image-pushed-rule-1', times: 2 },
    fault: { kind: 'error', name: 'AccessDeniedException', message: 'not today', statusCode: 403 },
  },
};

/** The stories that the matrix breaks: together they run every function, and roll-back by every road that leads to it. */
export const baseStories: readonly Scenario[] = [
  story('release', [pushGood]),
  story('alarm', [pushFailing]),
  story('late alarm', [pushGood, { atSeconds: 330, deed: { kind: 'alarm', alarm: metricAlarms.green } }], {
    guards: 'all',
  }),
  story('abort', [pushGood, { atSeconds: 60, deed: { kind: 'abort' } }]),
  story('recovery', [pushGood, { atSeconds: 150, deed: { kind: 'stop' } }]),
  story('supersede', [pushGood, { atSeconds: 60, deed: { kind: 'push', tag: '1.2.0', behaviour: 'good' } }]),
  story('missed push', [refusedEvent, pushGood]),
  story('rolling', [pushGood], { strategy: 'rolling' }),
  story('rolling back', [pushFailing], { strategy: 'rolling' }),
  story('recreate', [pushGood], { strategy: 'recreate' }),
  story('recreate back', [pushFailing], { strategy: 'recreate' }),
  story('canary', [pushGood], { strategy: 'canary', router: 'ingress' }),
  story('canary back', [pushFailing], { strategy: 'canary', router: 'ingress' }),
  story('experiment', [pushGood], { strategy: 'ab-test', ends: 'promote' }),
  story('experiment withdrawn', [pushGood], { strategy: 'ab-test', ends: 'withdraw' }),
  story('approval', [pushGood, answer('yes')], { approval: true }),
  story('approval aborted', [pushGood, { atSeconds: 400, deed: { kind: 'abort' } }], { approval: true }),
  story(
    'migration',
    [pushGood, answerAt(20, 'yes'), { atSeconds: 900, deed: { kind: 'drop' } }, answerAt(1500, 'yes')],
    {
      database: 'asked',
    },
  ),
  story('migration aborted', [pushGood, answerAt(20, 'yes'), { atSeconds: 75, deed: { kind: 'abort' } }], {
    database: 'asked',
  }),
  story('flag', [{ atSeconds: 2, deed: { kind: 'raise' } }], { strategy: 'flag' }),
];
