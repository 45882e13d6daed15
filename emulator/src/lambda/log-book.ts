/** A line that a function wrote to stdout or stderr; `at` is emulated epoch milliseconds. */
export interface LogLine {
  readonly functionName: string;
  readonly at: number;
  readonly text: string;
}

const KEPT_LINES = 1000;

/** The latest log lines of each function. */
export class LogBook {
  readonly #onLine: (line: LogLine) => void;
  readonly #lines = new Map<string, LogLine[]>();

  constructor(onLine: (line: LogLine) => void) {
    this.#onLine = onLine;
  }

  write(line: LogLine): void {
    const lines = this.#lines.get(line.functionName) ?? [];
    this.#lines.set(line.functionName, lines);
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    this.#onLine(line);
  }

  /** The last 1,000 lines of the function, oldest first. */
  linesOf(functionName: string): readonly LogLine[] {
    return this.#lines.get(functionName) ?? [];
  }
}
