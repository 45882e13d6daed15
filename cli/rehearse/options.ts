import type { RehearsalReport } from '../../src/contracts/report.ts';
import type { Terminal } from '../terminal.ts';
import type { Verbosity } from './timeline/timeline.ts';

/** What a rehearsal is asked for. */
export interface RehearseOptions {
  readonly folder: string;
  /** Which of the folder's stories, if it holds several. */
  readonly story: string | undefined;
  /** The folder of Tidegate itself. */
  readonly root: string;
  readonly timeScale: number;
  readonly seed: number;
  readonly rate: number | undefined;
  readonly rebuild: boolean;
  readonly verbosity: Verbosity;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** `report` is undefined when the end came before the story began; `failure` says what cut it short, except an interruption. */
export interface RehearsalOutcome {
  readonly report: RehearsalReport | undefined;
  readonly failure: Error | undefined;
}
