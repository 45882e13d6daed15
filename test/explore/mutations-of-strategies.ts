import { type Mutation, patch, within } from './mutation.ts';

/** What only some strategies need. */
export const strategies: readonly Mutation[] = [
  {
    name: 'ingress-back',
    rule: '13: the way back sets the Ingress too, or its controller moves users again',
    setting: { strategy: 'canary' },
    patches: [patch('src/domain/undo.ts', ', ...action(ground)]', ']')],
    bound: within('alarm'),
  },
  {
    name: 'controller-lag',
    rule: '13: a candidate goes only when no controller can still write what the Ingress said before',
    setting: { strategy: 'canary' },
    patches: [
      patch('src/release/restore-workload.ts', 'const controllerSeconds = 60;', 'const controllerSeconds = -1e9;'),
    ],
    bound: within('alarm', 'lost'),
    strikes: ['RestoreWorkload'],
  },
  {
    name: 'ingress-forward',
    rule: '13: the point of no return is passed only when the Ingress agrees',
    setting: { strategy: 'canary' },
    patches: [
      patch(
        'src/release/retire-old-version.ts',
        '(split.ingress === undefined || (await traffic.told(split)).says)',
        'true',
      ),
    ],
    bound: within('stray', 'lag'),
    strikes: ['ShiftTraffic'],
  },
  {
    name: 'stop-first',
    rule: 'recreate: the new version stops before the former one starts again',
    setting: { strategy: 'recreate' },
    patches: [patch('src/domain/undo.ts', 'version(ground, stops)', 'version(ground, false)')],
    bound: within('alarm'),
  },
  {
    name: 'close-first',
    rule: 'recreate: users get the maintenance answer before a version stops, on the way back too',
    setting: { strategy: 'recreate' },
    patches: [
      patch(
        'src/release/way-back.ts',
        '  if (await closedToStop(record, item, elapsedSeconds, ports)) return false;\n',
        '',
      ),
    ],
    bound: within('alarm'),
  },
  {
    name: 'open-last',
    rule: 'recreate: users come back only when the former version is there',
    setting: { strategy: 'recreate' },
    patches: [
      patch('src/domain/undo.ts', "'flags', 'action', 'version', 'weights'", "'flags', 'action', 'weights', 'version'"),
    ],
    bound: within('alarm'),
  },
  {
    name: 'at-once-fence',
    rule: '3: a start of RestoreWorkload that comes late restores its own release only',
    setting: { strategy: 'rolling' },
    patches: [
      patch(
        'src/release/restore-workload.ts',
        'if (record === undefined || !mayUndo(record, asked)) throw stale(asked);',
        'if (record === undefined) throw stale(asked);',
      ),
    ],
    bound: within('alarm'),
  },
  {
    name: 'quarantine-version',
    rule: '11: in place, a quarantine ends only where the version that must run is the only one',
    setting: { strategy: 'rolling' },
    patches: [
      patch('src/domain/quarantine.ts', 'if (former === undefined) return true;', 'if (former !== null) return true;'),
    ],
    bound: within('abort', 'crash', 'throttle', 'lost'),
    strikes: ['RestoreWorkload'],
  },
  {
    name: 'cohort-too',
    rule: 'ab-test: every plan takes the users of the A/B rule along',
    setting: { strategy: 'ab-test', ends: 'promote' },
    patches: [
      patch(
        'src/domain/plan-parts.ts',
        'site.cohort === undefined ? [] : [cohortSplit(weight)];',
        'site && weight < 0 ? [cohortSplit(weight)] : [];',
      ),
    ],
    bound: within('alarm'),
  },
  {
    name: 'flag-fallback',
    rule: '9: after the point of no return of a flag, an alarm gives the flag back',
    setting: { strategy: 'flag' },
    patches: [
      patch(
        'src/release/fall-back.ts',
        'from.digest === to.digest && flag !== undefined',
        'to === from && flag !== undefined',
      ),
    ],
    bound: within('alarm'),
  },
  {
    name: 'flag-of-others',
    rule: '12: a flag that somebody else changed is not flipped again',
    setting: { strategy: 'flag', weights: [50, 100] },
    patches: [patch('src/release/flip-flags.ts', 'if (key !== undefined)\n    throw', 'if (key === null)\n    throw')],
    bound: within('person'),
  },
  {
    name: 'last-flip',
    rule: '12: a flag that was flipped more than once ends with its last value',
    setting: { strategy: 'flag', weights: [50, 100] },
    patches: [patch('src/release/conclude-release.ts', '  await finishFlags(flags, record);\n', '')],
    bound: within('stray', 'promote'),
    strikes: ['FlipFlags'],
  },
];
