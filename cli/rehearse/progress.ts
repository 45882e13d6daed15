import type { Terminal } from '../terminal.ts';
import { spanText } from './timeline/layout.ts';

/** Shows that something is being done, and afterwards that it was and how long it took. */
export type Progress = <T>(what: string, work: () => Promise<T>) => Promise<T>;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;

/** Progress on a terminal: a turning sign while it lasts; when piped, only the line at the end. */
export function createProgress(terminal: Terminal, isQuiet: boolean): Progress {
  return async (what, work) => {
    if (isQuiet) return work();
    const begun = performance.now();
    const elapsed = () => spanText(performance.now() - begun);
    let frame = 0;
    const turning = setInterval(() => {
      frame = (frame + 1) % frames.length;
      terminal.live(`  ${terminal.colors.cyan(frames[frame] ?? '')} ${what} ${terminal.colors.dim(elapsed())}`);
    }, frameMs);
    try {
      const result = await work();
      terminal.line(
        `  ${terminal.colors.green('✔')} ${what.padEnd(terminal.width - 16)} ${terminal.colors.dim(elapsed().padStart(10))}`,
      );
      return result;
    } catch (error) {
      terminal.line(`  ${terminal.colors.red('✘')} ${what}`);
      throw error;
    } finally {
      clearInterval(turning);
    }
  };
}
