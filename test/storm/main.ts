import { type Report, runJob } from './command/jobs.ts';
import { matrixLines } from './command/matrix-lines.ts';
import { BadUsage, type Options, readOptions, usage } from './command/options.ts';
import { jobsFor } from './command/plan.ts';
import { runAll } from './command/pool.ts';
import { isBroken, seedLines, stopLines, summaryOf, violationLines } from './command/summary.ts';

const print = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`);
};

/** So many stories are written down at most. */
const mostVerbose = 20;

/** Without a terminal, progress is a line now and then. */
const linesEvery = 100;

/** Says how far it is, and of each broken story at once what is wrong with it. */
function createProgress(all: number): (report: Report) => void {
  let told = 0;
  let broken = 0;
  const { isTTY } = process.stderr;
  return (report) => {
    told += 1;
    if (isBroken(report)) {
      broken += 1;
      process.stderr.write(`${isTTY ? '\n' : ''}${violationLines({ violated: [report] }).join('\n')}\n`);
    }
    if (!isTTY && told % linesEvery > 0) return;
    const line = `${told} of ${all} stories, ${broken} broken`;
    process.stderr.write(isTTY ? `\r${line} ` : `${line}\n`);
  };
}

async function tellAll(options: Options, signal: AbortSignal): Promise<readonly Report[]> {
  const jobs = await jobsFor(options);
  const reports: Report[] = [];
  const progress = createProgress(jobs.length);
  const hear = (report: Report) => {
    reports.push(report);
    progress(report);
  };
  if (options.verbose) for (const job of jobs.slice(0, mostVerbose)) hear(await runJob(job, true));
  else await runAll(jobs, options.workers, hear, signal);
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (signal.aborted) process.stderr.write(`stopped after ${reports.length} of ${jobs.length} stories\n`);
  return reports;
}

/** Ctrl-C ends the telling, and what is known by then is still summed up; a second one ends the process. */
function untilInterrupted(): AbortSignal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  return interrupted.signal;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.what === 'help') {
    print([usage]);
    return 0;
  }
  const startedAt = performance.now();
  const signal = options.verbose ? new AbortController().signal : untilInterrupted();
  const reports = await tellAll(options, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  const summary = summaryOf(reports);
  if (options.json) print([JSON.stringify({ ...summary, seconds, workers: options.workers }, null, 2)]);
  else {
    if (options.verbose) for (const { name, story } of reports) print([name, ...story]);
    if (options.what === 'matrix') print(matrixLines(reports));
    const workers = options.verbose ? 1 : options.workers;
    print(options.what === 'stops' ? stopLines(reports, summary) : seedLines(summary, seconds, workers));
    print(violationLines(summary));
  }
  if (signal.aborted) return 130;
  return summary.violated.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BadUsage)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}\n`);
  process.exitCode = 2;
}
