/** A file or folder that a container knows by another path than this host. */
export interface MappedPath {
  /** Absolute, as the container's specification says it. */
  readonly inside: string;
  readonly onHost: string;
}

const before = '^|[\\s=:,;\'"`(<>&|]';
const after = '$|[\\s=:,;\'"`)<>&|/]';

/**
 * Rewrites the container's paths in a text to the host's: those that begin the text or follow a separator, by whole segments.
 * The longest path wins, and of equal ones the first.
 */
export function pathMapping(paths: readonly MappedPath[]): (text: string) => string {
  const known = new Map(paths.toReversed().map(({ inside, onHost }) => [trimmed(inside), onHost]));
  known.delete('');
  if (known.size === 0) return (text) => text;
  const longestFirst = [...known.keys()].toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(`(?<=${before})(?:${longestFirst.map(literal).join('|')})(?=${after})`, 'g');
  return (text) => text.replace(pattern, (path) => known.get(path) ?? path);
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

function literal(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
}
