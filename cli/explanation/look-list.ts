import type { Judged } from '../../src/contracts/kept-verdict.ts';
import type { Verdict } from '../../src/contracts/verdict.ts';
import type { Colors } from '../terminal.ts';
import { stepText } from './step-text.ts';

/** Looks, one a line: when, at which step, what came of it and why. */
export function lookLines(looks: readonly Judged[], colors: Colors): string[] {
  const widest = Math.max(...looks.map(({ step }) => stepText(step).length));
  return looks.map(
    ({ now, step, verdict }) =>
      `  ${now}  ${stepText(step).padEnd(widest)}  ${paintedKind(verdict, colors, kindWidth)}  ${verdict.because}`,
  );
}

const kindWidth = 'couldNotLook'.length;

/** The kind of a verdict, as wide as asked for. */
export function paintedKind({ kind }: Verdict, colors: Colors, width = 0): string {
  const paint = { advance: colors.green, hold: colors.yellow, couldNotLook: colors.yellow, ask: colors.cyan };
  return (kind === 'rollBack' ? colors.red : paint[kind])(kind.padEnd(width));
}
