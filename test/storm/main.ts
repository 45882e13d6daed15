import { type Report, runJob } from './command/jobs.ts';
import { matrixLines } from './command/matrix-lines.ts';
import { BadUsage, type Options, readOptions, usage } from './command/options.ts';
import { jobsFor } from './command/plan.ts';
import { runAll } from './command/pool.ts';
import { seedLines, stopLines, summaryOf, violationLines } from './command/summary.ts';

const print = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`);
};

/** So many stories are written down at most. */
const mostVerbose = 20;

/** Without a terminal, progress is a line now and then. */
const linesEvery = 100;

async function tellAll(options: Options): Promise<readonly Report[]> {
  const jobs = await jobsFor(options);
  const reports: Report[] = [];
  const progress = () => {
    const isWorthALine = process.stderr.isTTY || reports.length % linesEvery === 0;
    if (!isWorthALine) return;
    const broken = summaryOf(reports).violated.length;
    const line = `${reports.length} of ${jobs.length} stories, ${broken} broken`;
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`);
  };
  const hear = (report: Report) => {
    reports.push(report);
    progress();
  };
  if (options.verbose) for (const job of jobs.slice(0, mostVerbose)) hear(await runJob(job, true));
  else await runAll(jobs, options.workers, hear);
  if (process.stderr.isTTY) process.stderr.write('\n');
  return reports;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.what === 'help') {
    print([usage]);
    return 0;
  }
  const startedAt = performance.now();
  const reports = await tellAll(options);
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
  return summary.violated.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BadUsage)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}\n`);
  process.exitCode = 2;
}
