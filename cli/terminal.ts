import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command's text goes. On a terminal the last line may live; elsewhere only whole plain lines are written. */
export interface Terminal {
  readonly colors: Colors;
  /** Columns to fill: the terminal's, at most 100; 100 when the output is piped. */
  readonly width: number;
  /** True when there is a line that can live. */
  readonly isLive: boolean;
  line(text?: string): void;
  /** Replaces the living line; nothing when the output is piped. */
  live(text: string): void;
}

export interface TerminalOptions {
  readonly stream: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const mostColumns = 100;

/** Colours and living lines only on a terminal that has them, and never against NO_COLOR (https://no-color.org). */
export function createTerminal({ stream, env }: TerminalOptions): Terminal {
  const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const colors = picocolors.createColors(isTerminal && !env['NO_COLOR']);
  const width = Math.min(mostColumns, isTerminal ? stream.columns : mostColumns);
  let alive = '';
  const erase = '\r\u001b[2K';
  return {
    colors,
    width,
    isLive: isTerminal,
    line(text = '') {
      stream.write(alive === '' ? `${text}\n` : `${erase}${text}\n`);
      alive = '';
    },
    live(text) {
      if (!isTerminal || (text === '' && alive === '')) return;
      alive = text;
      stream.write(`${erase}${text}`);
    },
  };
}
