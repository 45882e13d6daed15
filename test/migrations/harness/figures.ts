import type { Traffic } from './live-client.ts';

/** Prints what users saw, one line. */
export const printFigures = (name: string, traffic: Traffic, lost: readonly string[]): void => {
  const { writes, failures, seconds, latencyMs } = traffic;
  process.stderr.write(
    `${name}: ${writes} writes in ${seconds.toFixed(1)} s (${Math.round(writes / seconds)}/s), ${failures.length} failed, ${lost.length} lost; ` +
      `latency p50 ${latencyMs.p50.toFixed(1)} ms, p99 ${latencyMs.p99.toFixed(0)} ms, most ${latencyMs.most.toFixed(0)} ms\n`,
  );
};
