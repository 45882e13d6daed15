/** One line that a container wrote to its standard output or error; `at` is emulated epoch milliseconds. */
export interface LogLine {
  readonly at: number;
  readonly text: string;
}

/** What a container wrote. */
export interface LogSource {
  lines(): readonly LogLine[];
  /** Calls for every further line and once at the end; at once when it has ended. The answer stops it. */
  follow(onLine: (line: LogLine) => void, onEnd: () => void): () => void;
}

/** The log of one run of a container: it forgets its oldest lines beyond ten thousand. */
export interface ContainerLog extends LogSource {
  write(chunk: Buffer): void;
  end(): void;
}

const keptLines = 10_000;

/** An empty log. */
export function createContainerLog(now: () => number): ContainerLog {
  const lines: LogLine[] = [];
  const followers = new Set<{ readonly onLine: (line: LogLine) => void; readonly onEnd: () => void }>();
  let partial = '';
  let ended = false;
  const add = (text: string) => {
    const line = { at: now(), text };
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    for (const { onLine } of followers) onLine(line);
  };
  return {
    lines: () => [...lines],
    write(chunk) {
      const texts = (partial + chunk.toString()).split('\n');
      partial = texts.pop() ?? '';
      for (const text of texts) add(text);
    },
    end() {
      if (ended) return;
      if (partial !== '') add(partial);
      ended = true;
      for (const { onEnd } of followers) onEnd();
      followers.clear();
    },
    follow(onLine, onEnd) {
      if (ended) onEnd();
      const follower = { onLine, onEnd };
      if (!ended) followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
