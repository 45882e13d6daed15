/** What was visited: node n's edges are `targets[offsets[n]] … targets[offsets[n + 1] - 1]`. */
export interface Graph {
  readonly offsets: readonly number[];
  readonly targets: readonly number[];
  /** For each edge: 1 when it is a trouble. */
  readonly troubles: readonly number[];
}

const endOf = ({ offsets, targets }: Graph, node: number): number => offsets[node + 1] ?? targets.length;

/** Paths from node 0 to the nodes without an edge, or null when there is a cycle. */
export const countPaths = (graph: Graph): bigint | null => {
  const { offsets, targets } = graph;
  const entering = new Int32Array(offsets.length);
  for (const target of targets) entering[target] = (entering[target] ?? 0) + 1;
  if ((entering[0] ?? 0) > 0) return null;
  const counts: (bigint | undefined)[] = new Array(offsets.length);
  counts[0] = 1n;
  const ready = [0];
  let [total, passed] = [0n, 0];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    passed += 1;
    const count = counts[node] ?? 0n;
    counts[node] = undefined;
    const [begin, end] = [offsets[node] ?? 0, endOf(graph, node)];
    if (begin === end) total += count;
    for (let edge = begin; edge < end; edge += 1) {
      const target = targets[edge] ?? 0;
      counts[target] = (counts[target] ?? 0n) + count;
      const left = (entering[target] ?? 0) - 1;
      entering[target] = left;
      if (left === 0) ready.push(target);
    }
  }
  return passed === offsets.length ? total : null;
};

/** The first node from which no way without trouble leads to a quiet one: from there, things go on for ever. */
export const firstWithoutEnd = (graph: Graph, quiet: readonly number[]): number | null => {
  const { offsets, targets, troubles } = graph;
  const begins = new Int32Array(offsets.length + 1);
  for (const [edge, target] of targets.entries())
    if (troubles[edge] === 0) begins[target + 1] = (begins[target + 1] ?? 0) + 1;
  for (let node = 0; node < offsets.length; node += 1) begins[node + 1] = (begins[node + 1] ?? 0) + (begins[node] ?? 0);
  const sources = new Int32Array(targets.length);
  const filled = begins.slice();
  for (let node = 0; node < offsets.length; node += 1)
    for (let edge = offsets[node] ?? 0; edge < endOf(graph, node); edge += 1) {
      if (troubles[edge] !== 0) continue;
      const target = targets[edge] ?? 0;
      sources[filled[target] ?? 0] = node;
      filled[target] = (filled[target] ?? 0) + 1;
    }
  const ends = new Uint8Array(offsets.length);
  const left = [...quiet];
  for (const node of quiet) ends[node] = 1;
  for (let node = left.pop(); node !== undefined; node = left.pop())
    for (let at = begins[node] ?? 0; at < (begins[node + 1] ?? 0); at += 1) {
      const source = sources[at] ?? 0;
      if (ends[source] === 1) continue;
      ends[source] = 1;
      left.push(source);
    }
  const without = ends.indexOf(0);
  return without < 0 ? null : without;
};
