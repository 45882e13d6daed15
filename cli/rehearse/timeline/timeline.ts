import type { Step } from '../../../src/contracts/plan.ts';
import type { StoryStep } from '../../../src/contracts/rehearsal/story.ts';
import type { Terminal } from '../../terminal.ts';
import type { Sighting } from '../sighting.ts';
import { barText, clipped, clockText, headingText, wrapped } from './layout.ts';
import { type Moment, momentOf, type Tone } from './moment.ts';
import type { Pulse } from './pulse.ts';
import { headingOf, stepMoment } from './step-moment.ts';

export type Verbosity = 'quiet' | 'normal' | 'verbose';

export interface TimelineOptions {
  readonly terminal: Terminal;
  readonly verbosity: Verbosity;
  /** Emulated epoch milliseconds that count as 0:00:00. */
  readonly beganAt: number;
  /** The candidate's share in percent, given weights by target group. */
  readonly shareOf: (weights: Readonly<Record<string, number>>) => number;
}

const labelWidth = 11;
const textColumn = 2 + 7 + 2 + labelWidth + 1;

/** Tells a rehearsal as it happens: a line for each moment, and a living line for what is going on between them. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #steps = new Map<string, Step>();
  #share = 0;
  /** What was said last: it is not said again. */
  #said = '';
  #doing = '';

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** Tells what the story does next; a push or start begins a part of its own. */
  step(now: number, step: StoryStep): void {
    const { terminal, verbosity } = this.#options;
    if (verbosity === 'quiet' || step.kind === 'expect') return;
    if (step.kind !== 'push' && step.kind !== 'start' && step.kind !== 'migrate') {
      this.moment(now, stepMoment(step));
      return;
    }
    this.#doing = '';
    this.#said = '';
    terminal.line();
    terminal.line(terminal.colors.bold(headingText(headingOf(step), terminal.width)));
  }

  tell(sighting: Sighting): void {
    this.#remember(sighting);
    const stepOf = (execution: string) => this.#steps.get(execution);
    const moment = momentOf(sighting, { shareOf: this.#options.shareOf, stepOf });
    if (moment !== undefined) this.moment(sighting.at, moment);
  }

  moment(at: number, { label, text, tone, isQuiet }: Moment): void {
    const { terminal, verbosity, beganAt } = this.#options;
    if (isQuiet) this.#doing = text;
    const isSaid = this.#said === `${label} ${text}`;
    if (verbosity === 'quiet' || ((isQuiet || isSaid) && verbosity !== 'verbose')) return;
    this.#said = `${label} ${text}`;
    const [first = '', ...rest] = wrapped(text, terminal.width - textColumn);
    const time = terminal.colors.dim(clockText(at - beganAt).padStart(7));
    terminal.line(`  ${time}  ${this.#paint(tone, label.padEnd(labelWidth))} ${first}`);
    for (const line of rest) terminal.line(' '.repeat(textColumn) + line);
  }

  /** Shows what goes on at this very moment; nothing when the output is piped. */
  live(now: number, { requestsPerSecond, failed }: Pulse): void {
    const { terminal, verbosity, beganAt } = this.#options;
    if (verbosity === 'quiet' || !terminal.isLive) return;
    const load = `${String(requestsPerSecond).padStart(4)} req/s, ${failed} failed`;
    const share = `${barText(this.#share)} ${String(this.#share).padStart(3)} %`;
    const line = `  ${clockText(now - beganAt).padStart(7)}  ${share}  ${load}  ${this.#doing}`;
    terminal.live(terminal.colors.dim(clipped(line, terminal.width - 1)));
  }

  #remember(sighting: Sighting): void {
    if (sighting.kind === 'weightsSet' && sighting.change.audience === undefined)
      this.#share = this.#options.shareOf(sighting.change.weights);
    if (sighting.kind !== 'turnBegun') return;
    this.#doing = sighting.state;
    if (sighting.step) this.#steps.set(sighting.execution, sighting.step);
  }

  #paint(tone: Tone, text: string): string {
    const { colors } = this.#options.terminal;
    const paints = { plain: colors.cyan, good: colors.green, warning: colors.yellow, bad: colors.red };
    return paints[tone](text);
  }
}
