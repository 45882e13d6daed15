/** What a line of pt-online-schema-change means to us. */
export type Heard =
  | { readonly kind: 'copying'; readonly percent: number; readonly secondsLeft: number }
  | { readonly kind: 'throttled'; readonly because: string }
  | { readonly kind: 'paused' }
  /** All rows are copied; it waits for our word before the tables take each other's place. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'swapped' }
  /** It gives up, because the server has too much to do. */
  | { readonly kind: 'overloaded'; readonly because: string };

const copying = /^Copying .*:\s+(\d+)% (?:(\d+)\+)?([\d:]+) remain$/;
const lagging = /^Replica lag is (\d+) seconds on (.+)\.\s+Waiting\.$/;
const stopped = /^\(\d\) Replica '(.+)' is stopped\.\s+Waiting\.$/;
const loaded = /^Pausing because (.+)\.$/;
const overloaded = /(\w+=\d+ exceeds its critical threshold \d+)/;

const secondsOf = (days: string | undefined, clock: string): number =>
  Number(days ?? 0) * 86_400 + clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);

/** The meaning of a line of its output; undefined where it is only for the log. */
export const hear = (line: string): Heard | undefined => {
  const copied = copying.exec(line);
  if (copied) {
    return { kind: 'copying', percent: Number(copied[1]), secondsLeft: secondsOf(copied[2], copied[3] ?? '') };
  }
  const lag = lagging.exec(line);
  if (lag) return { kind: 'throttled', because: `replica ${lag[2]} is ${lag[1]} s behind` };
  const still = stopped.exec(line);
  if (still) return { kind: 'throttled', because: `replication is stopped on replica ${still[1]}` };
  const load = loaded.exec(line);
  if (load) return { kind: 'throttled', because: `the database is busy: ${load[1]}` };
  const tooMuch = overloaded.exec(line);
  if (tooMuch) return { kind: 'overloaded', because: tooMuch[1] ?? line };
  if (/^Sleeping \d+ seconds because .* exists$/.test(line)) return { kind: 'paused' };
  if (line === 'tidegate: ready') return { kind: 'ready' };
  return line === 'tidegate: swapped' ? { kind: 'swapped' } : undefined;
};
