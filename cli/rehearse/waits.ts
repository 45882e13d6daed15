import type { StoryStep } from '../../src/contracts/rehearsal/story.ts';
import type { Watch } from './watch/watch.ts';

export type WaitStep = Extract<
  StoryStep,
  { kind: 'wait' | 'waitForWeight' | 'waitForQuiet' | 'waitForStep' | 'waitForMigration' }
>;

/** Waits for what a story says. `candidateGroup` is the target group that gets users next, if there is one. */
export async function waitAsTold(watch: Watch, step: WaitStep, candidateGroup: string | undefined): Promise<void> {
  const begunAt = watch.now();
  const { holds, what } = conditionOf(watch, step, { begunAt, candidateGroup });
  await watch.until(() => (holds() ? true : undefined), what);
}

interface Since {
  readonly begunAt: number;
  readonly candidateGroup: string | undefined;
}

function conditionOf(
  watch: Watch,
  step: WaitStep,
  since: Since,
): { readonly holds: () => boolean; readonly what: string } {
  switch (step.kind) {
    case 'wait':
      return { holds: () => watch.now() - since.begunAt >= step.seconds * 1_000, what: `${step.seconds} s to pass` };
    case 'waitForWeight':
      return { holds: () => hasShare(watch, step.weight, since), what: `weight ${step.weight}` };
    case 'waitForStep':
      return { holds: () => doesStep(watch, step.step, since), what: `a step ${step.step}` };
    case 'waitForMigration':
      return { holds: () => isDoing(watch, step.doing, since), what: `a migration that is ${step.doing}` };
    case 'waitForQuiet':
      return { holds: () => watch.firingAlarms().length === 0, what: 'all alarms to be quiet' };
  }
}

/** A version has its share of everybody once a rule says so; a flag, once its share is watched. */
function hasShare(watch: Watch, weight: number, { begunAt, candidateGroup }: Since): boolean {
  const given = watch
    .weightChanges()
    .filter(({ at, audience }) => at >= begunAt && audience === undefined)
    .some(({ weights }) => (weights[candidateGroup ?? ''] ?? 0) >= weight);
  return given || stepsSince(watch, begunAt).some((step) => step.kind === 'bake' && step.weight >= weight);
}

function doesStep(watch: Watch, kind: string, { begunAt }: Since): boolean {
  return stepsSince(watch, begunAt).some((step) => step.kind === kind);
}

function isDoing(watch: Watch, doing: string, { begunAt }: Since): boolean {
  return watch.sightings.some(
    (one) => one.kind === 'migrationProgress' && one.at >= begunAt && one.progress.doing === doing,
  );
}

function stepsSince(watch: Watch, begunAt: number) {
  return watch.sightings.flatMap((one) =>
    one.kind === 'turnBegun' && one.at >= begunAt && one.step !== undefined ? [one.step] : [],
  );
}
