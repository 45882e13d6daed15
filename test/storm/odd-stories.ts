import { story } from './base-stories.ts';
import type { Scenario, TimedDeed } from './scenario.ts';

const pushGood: TimedDeed = { atSeconds: 2, deed: { kind: 'push', tag: '1.1.0', behaviour: 'good' } };

/** Breaks calls of a function to a service: all of them unless said otherwise. */
const broken = (caller: string, service: string, operation: string, times = 10_000): TimedDeed => ({
  atSeconds: 0,
  deed: {
    kind: 'break',
    target: { caller: `tidegate-dev-${caller}`, service, operation, times },
    fault: { kind: 'throttle' },
  },
});

/** Thirteen attempts of ConcludeRelease with three of its client each, and the same again when it would quarantine. */
const twoEndings = 2 * 13 * 3;

/** Stories that enter the states which the base stories never do. */
export const oddStories: readonly Scenario[] = [
  story('never ready', [{ atSeconds: 2, deed: { kind: 'push', tag: '1.1.0', behaviour: 'neverReady' } }]),
  story('opened later', [pushGood], { opensAt: '09:10' }),
  story('refused', [{ atSeconds: 2, deed: { kind: 'start', tag: '1.0.0' } }]),
  story('not admitted', [broken('admit-release', 'ecr', 'DescribeImages'), pushGood]),
  story('unproven', [broken('conclude-release', 'elasticloadbalancing', 'DescribeRules'), pushGood]),
  story('not concluded', [broken('conclude-release', 'dynamodb', 'UpdateItem', twoEndings), pushGood]),
  story('recovered forward', [pushGood, { atSeconds: 640, deed: { kind: 'stop' } }]),
  story('redriven', [
    pushGood,
    { atSeconds: 150, deed: { kind: 'stop' } },
    { atSeconds: 900, deed: { kind: 'redrive', which: 1 } },
  ]),
];
