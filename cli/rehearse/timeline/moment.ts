import type { FlagChange, Step } from '../../../src/contracts/plan.ts';
import type { ExecutionFacts, Sighting, WeightsSet } from '../sighting.ts';
import { barText } from './layout.ts';
import { migrationEndMoment, migrationJudges, progressMoment } from './migration-moment.ts';

/** One line of the timeline: a short label and a sentence. Quiet ones are shown only when more is asked for. */
export interface Moment {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
  readonly isQuiet?: true;
}
export type Tone = 'plain' | 'good' | 'warning' | 'bad';

/** What a sighting is told with. */
export interface Telling {
  /** The candidate's share in percent, given weights by target group. */
  readonly shareOf: (weights: Readonly<Record<string, number>>) => number;
  /** The step of the plan that an execution was last asked to do. */
  readonly stepOf: (execution: string) => Step | undefined;
}

interface Judgement {
  readonly kind?: string;
  readonly gate?: string;
  readonly because?: string;
  readonly state?: string;
}

/** How a sighting reads; undefined for what people need not see. */
export function momentOf(sighting: Sighting, telling: Telling): Moment | undefined {
  switch (sighting.kind) {
    case 'executionStarted':
      return startMoment(sighting.execution);
    case 'turnBegun':
      return undefined;
    case 'turnDone':
      return doneMoment(sighting.state, (sighting.output ?? {}) as Judgement, telling.stepOf(sighting.execution));
    case 'turnFailed':
      return failedMoment(sighting);
    case 'weightsSet':
      return weightsMoment(sighting.change, telling);
    case 'migrationProgress':
      return progressMoment(sighting.progress);
    case 'alarmFired':
      return { label: 'ALARM', text: `${sighting.alarm} fires`, tone: 'bad' };
    case 'alarmCleared':
      return { label: 'alarm', text: `${sighting.alarm} is quiet again`, tone: 'plain' };
    case 'executionEnded':
      return endMoment(sighting.execution);
  }
}

function startMoment({ machine, name }: ExecutionFacts): Moment {
  return { label: machine === 'release' ? 'started' : 'migration', text: `execution ${name}`, tone: 'plain' };
}

function weightsMoment({ weights, by, audience, isClosed }: WeightsSet, { shareOf }: Telling): Moment {
  const label = audience ?? 'traffic';
  const who = `by ${shortName(by)}`;
  if (isClosed) return { label, text: `everybody gets the maintenance answer  ${who}`, tone: 'warning' };
  const share = shareOf(weights);
  return { label, text: `${barText(share)} ${String(share).padStart(3)} %  ${who}`, tone: 'plain' };
}

const judges: Readonly<Record<string, string>> = {
  CheckReady: 'ready',
  SmokeTest: 'smoke',
  ScaleCandidate: 'scaled',
  StopVersion: 'stopped',
  JudgeHealth: 'healthy',
  RetireOldVersion: 'retired',
  RestoreWorkload: 'removed',
  ...migrationJudges,
};

function doneMoment(state: string, output: Judgement, step: Step | undefined): Moment | undefined {
  const label = step?.kind === 'gate' && state === 'JudgeHealth' ? 'gate' : judges[state];
  if (label !== undefined) return judgementMoment(label, output);
  const isAdmission = state === 'AdmitRelease' || state === 'AdmitMigration';
  if (isAdmission && output.kind === 'waits') return { label: 'waits', text: output.because ?? '', tone: 'plain' };
  if (isAdmission && output.kind === 'admitted')
    return { label: 'admitted', text: output.because ?? '', tone: 'plain' };
  if (state === 'DeployVersion')
    return { label: 'deployed', text: `the new version ${placeOf(step)} the old one`, tone: 'plain' };
  if (state === 'FlipFlags' && step?.kind === 'flip')
    return { label: 'flags', text: step.changes.map(flagText).join(', '), tone: 'plain' };
  if (state === 'RollBack')
    return { label: 'back', text: `everybody is on the old version (${output.state})`, tone: 'warning' };
  return undefined;
}

function placeOf(step: Step | undefined): string {
  return step?.kind === 'deploy' && step.inPlace === true ? 'in the place of' : 'beside';
}

function failedMoment({ state, error, cause }: Extract<Sighting, { kind: 'turnFailed' }>): Moment {
  if (error === 'ReleaseAborted')
    return { label: 'stopped', text: `${state}: the release was aborted meanwhile`, tone: 'warning' };
  if (state.startsWith('Await') && state.endsWith('Approval') && error === 'States.Timeout')
    return { label: 'asks', text: 'nobody has answered yet: health is looked at again', tone: 'plain', isQuiet: true };
  return { label: 'failed', text: `${state}: ${error}: ${cause}`, tone: 'warning' };
}

/** A function's name without its stack and stage. */
function shortName(functionName: string): string {
  return functionName.replace(/^tidegate-[^-]+-/, '');
}

function judgementMoment(label: string, { kind, gate = '', because = '' }: Judgement): Moment | undefined {
  switch (kind) {
    case undefined:
      return undefined;
    case 'rollBack':
      return { label: 'verdict', text: `roll back: ${because}`, tone: 'bad' };
    case 'refuse':
      return { label: 'verdict', text: `refused by the gate ${gate}: ${because}`, tone: 'bad' };
    case 'fail':
      return { label: 'verdict', text: `it failed: ${because}`, tone: 'bad' };
    case 'tooEarly':
      return { label: 'too early', text: because, tone: 'plain' };
    case 'ask':
      return { label: 'ASKS', text: because, tone: 'warning' };
    case 'couldNotLook':
      return { label: 'blind', text: because, tone: 'warning' };
    case 'hold':
      return { label: 'hold', text: because, tone: 'plain', isQuiet: true };
    default:
      return { label, text: because, tone: 'plain' };
  }
}

function flagText({ key, after }: FlagChange): string {
  const { enabled, ...attributes } = after;
  const rest = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`;
  return `${key} ${enabled === true ? 'on' : 'off'}${rest}`;
}

function endMoment({ machine, end, name }: ExecutionFacts): Moment {
  const text = end?.because ?? name;
  if (machine === 'migration') return migrationEndMoment(text, end);
  if (end?.queued === true) return { label: 'QUEUED', text, tone: 'warning' };
  if (end?.withdrawn === true) return { label: 'WITHDRAWN', text, tone: 'good' };
  if (end?.status === 'SUCCEEDED') return { label: 'RELEASED', text, tone: 'good' };
  const label = endLabels[end?.error ?? ''] ?? end?.status ?? 'ENDED';
  return { label, text, tone: label === 'REFUSED' ? 'warning' : 'bad' };
}

const endLabels: Readonly<Record<string, string>> = {
  RolledBack: 'ROLLED BACK',
  Refused: 'REFUSED',
  NotAdmitted: 'REFUSED',
  Quarantined: 'QUARANTINED',
  StaleRelease: 'STALE',
};
