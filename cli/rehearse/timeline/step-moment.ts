import type { FaultStep } from '../../../src/contracts/rehearsal/faults.ts';
import type { AbortStep, AnswerStep, StoryStep } from '../../../src/contracts/rehearsal/story.ts';
import type { WaitStep } from '../waits.ts';
import type { Moment } from './moment.ts';

type StepOf<K extends StoryStep['kind']> = Extract<StoryStep, { kind: K }>;

/** The title of the part that a push, start or migrate begins. */
export function headingOf(step: StepOf<'push' | 'start' | 'migrate'>): string {
  if (step.kind === 'migrate') return `start a migration by hand ${JSON.stringify(step.input)}`;
  if (step.kind === 'start') return `start-execution by hand ${JSON.stringify(step.input)}`;
  return step.tagged ? `push ${step.image}` : `push ${step.image} without its tag`;
}

/** How the other steps of a story read in the timeline. */
export function stepMoment(step: FaultStep | WaitStep | AnswerStep | AbortStep): Moment {
  switch (step.kind) {
    case 'abort':
      return { label: 'PERSON', text: `sends everybody back: ${step.reason}`, tone: 'warning' };
    case 'answer': {
      const why = step.because === undefined ? '' : `: ${step.because}`;
      return { label: 'PERSON', text: `says ${step.said}${why}`, tone: 'plain' };
    }
    case 'breakCall': {
      const { call, kind, times, caller } = step.fault;
      const whose = caller === undefined ? '' : ` of ${caller}`;
      return { label: 'FAULT', text: `${kind}: the next ${times} calls ${call}${whose}`, tone: 'warning' };
    }
    case 'stopExecution':
      return { label: 'FAULT', text: 'somebody stops the execution', tone: 'warning' };
    case 'killPod':
      return { label: 'FAULT', text: `a pod of the ${step.of} version is killed`, tone: 'warning' };
    case 'loseNode':
      return { label: 'FAULT', text: `a node with a pod of the ${step.of} version is lost`, tone: 'warning' };
    case 'restoreNode':
      return { label: 'restored', text: 'the lost node is back, empty', tone: 'plain' };
    case 'wait':
      return { label: 'wait', text: `${step.seconds} s`, tone: 'plain' };
    case 'waitForQuiet':
      return { label: 'wait', text: 'until no alarm fires', tone: 'plain' };
    case 'waitForWeight':
      return { label: 'wait', text: `until the new version has ${step.weight} %`, tone: 'plain' };
    case 'waitForMigration':
      return { label: 'wait', text: `until the migration is ${step.doing}`, tone: 'plain' };
    case 'waitForStep':
      return { label: 'wait', text: `until the release does a step ${step.step}`, tone: 'plain' };
  }
}
