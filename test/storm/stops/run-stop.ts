import { RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { type Aftermath, lookAt } from '../aftermath.ts';
import { perform } from '../perform.ts';
import { type Played, play } from '../play.ts';
import { untilAtRest } from '../rest.ts';
import { retiringAt } from '../rules/reaction.ts';
import type { Violation } from '../rules/rule.ts';
import { violationsOf } from '../rules/rules.ts';
import type { Scenario } from '../scenario.ts';
import { type Stage, tell } from '../stage.ts';
import { tellStory } from '../tell-story.ts';

/** Stop at the entry of a state, or this long after it, while its function works. */
export interface Stop {
  readonly state: string;
  readonly story: Scenario;
  readonly afterMs: number;
}

export interface StopResult {
  readonly stop: Stop;
  /** False when the story did not enter the state this time. */
  readonly stopped: boolean;
  /** Whether the point of no return was behind when it was stopped. */
  readonly pastReturn: boolean;
  readonly violations: readonly Violation[];
  readonly story: readonly string[];
}

/** How far the story of a stop has come. `arn` is what was stopped, `at` when, in emulated epoch milliseconds. */
interface Progress {
  arn: string | undefined;
  at: number;
  atRest: Aftermath | undefined;
  beforeRedrive: Aftermath | undefined;
}

/** Stops there; when all is at rest, releases once more; then redrives what was stopped, and compares. */
export async function runStop(stop: Stop, wantsStory = false): Promise<StopResult> {
  const progress: Progress = { arn: undefined, at: 0, atRest: undefined, beforeRedrive: undefined };
  return play(stop.story, (played) => judge(stop, progress, played, wantsStory), {
    prepare: (stage) => stopOnce(stage, stop, progress),
    afterRest: (stage, atRest) => releaseAndRedrive(stage, atRest, progress),
  });
}

function stopOnce(stage: Stage, { state, afterMs }: Stop, progress: Progress): void {
  const { cloud, operator } = stage.world;
  const stopNow = (executionArn: string) => {
    tell(stage, 'story', `stops ${executionArn.split(':').at(-1)} in ${state}`);
    progress.at = cloud.clock.now();
    void operator.states.send(new StopExecutionCommand({ executionArn }));
  };
  cloud.services.states.onStateEntered((arn, entered) => {
    if (progress.arn !== undefined || entered !== state) return;
    progress.arn = arn;
    if (afterMs === 0) stopNow(arn);
    else cloud.clock.after(afterMs, () => stopNow(arn));
  });
}

const limitMs = 4 * 3_600_000;

async function releaseAndRedrive(stage: Stage, atRest: Aftermath, progress: Progress): Promise<void> {
  const { cloud, operator } = stage.world;
  const { clock } = cloud;
  progress.atRest = atRest;
  if (progress.arn === undefined) return;
  cloud.faults.clear();
  await perform(stage, { kind: 'push', tag: '1.9.0', behaviour: 'good' });
  await untilAtRest(stage.world, clock.now() + limitMs);
  progress.beforeRedrive = await lookAt(stage.world);
  tell(stage, 'story', `redrives ${progress.arn.split(':').at(-1)}`);
  await operator.states
    .send(new RedriveExecutionCommand({ executionArn: progress.arn }))
    .catch((error: Error) => tell(stage, 'story', `  is refused: ${error.message}`));
}

function judge(stop: Stop, progress: Progress, played: Played, wantsStory: boolean): StopResult {
  const { arn, at, atRest } = progress;
  const first = atRest?.history[0];
  const passedAt = first && retiringAt(played, first);
  const pastReturn = passedAt !== undefined && passedAt <= at;
  const broken = arn === undefined ? [] : whatIsWrong(progress, arn, pastReturn, played.aftermath);
  const violations = [...violationsOf(played), ...broken.map((what) => ({ rule: 'stops', what }))];
  const story = wantsStory ? tellStory(played) : [];
  return { stop, stopped: arn !== undefined, pastReturn, violations, story };
}

function whatIsWrong(
  { atRest, beforeRedrive }: Progress,
  stopped: string,
  pastReturn: boolean,
  atTheEnd: Aftermath,
): readonly string[] {
  if (atRest === undefined) return ['it never came to rest'];
  if (beforeRedrive === undefined) return ['the next release never ended'];
  return [...endsWhereItMust(atRest, stopped, pastReturn), ...changesNothing(beforeRedrive, atTheEnd)];
}

/** Before the point of no return: users on the version before, flags as before. From it on: on the candidate, flags new. */
function endsWhereItMust(atRest: Aftermath, stopped: string, pastReturn: boolean): readonly string[] {
  const { history, flagEnabled, environments, record } = atRest;
  const first = history[0];
  if (first === undefined || record?.status === 'quarantined' || !carried(first, stopped)) return [];
  const { outcome } = first.conclusion ?? {};
  if ((outcome === 'released' || outcome === 'withdrawn') !== pastReturn)
    return [`release 1 ended ${outcome}, past its return: ${pastReturn}`];
  if (history.length > 1) return [];
  const goesOn = pastReturn && outcome === 'released';
  const { color } = goesOn ? first.release.site.candidate : first.release.site.stable;
  const { weight } = environments[color];
  return [
    ...(weight === 100 ? [] : [`${color} has weight ${weight} after the stop`]),
    ...(flagEnabled === goesOn ? [] : [`the flag is ${flagEnabled} after the stop`]),
  ];
}

/** An execution that only waited for the release of another did not carry it. */
const carried = ({ holder }: ReleaseRecord, executionArn: string): boolean =>
  [holder, 'recover-'].some((name) => executionArn.split(':').at(-1)?.startsWith(name));

/** Whatever the redriven execution does, everything that a release may change stays as it is. */
function changesNothing(before: Aftermath, after: Aftermath): string[] {
  const parts = ['record', 'history', 'flagEnabled', 'environments'] as const;
  return parts
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map(
      (part) =>
        `the redriven execution changed the ${part}: ${JSON.stringify(before[part])} became ${JSON.stringify(after[part])}`,
    );
}
