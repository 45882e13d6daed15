/** The migrator's command: one stage, one result. */
import { requestOf, UsageError } from './command.ts';
import { logTo } from './log.ts';
import { exitCodeOf, report } from './report.ts';
import { runStage } from './run-stage.ts';
import { Trouble } from './trouble.ts';

const main = async (): Promise<number> => {
  const say = logTo((text) => process.stdout.write(text), process.env['TIDEGATE_DB_PASSWORD'] ?? '');
  const request = requestOf(process.argv.slice(2));
  const ending = new AbortController();
  const stopped = new Trouble('MigratorStopped', 'It was told to stop (SIGTERM) before it was through.', true);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort(stopped));
  const result = await runStage(request, process.env, say, ending.signal);
  await report(result, process.env['TIDEGATE_TERMINATION_LOG'] || '/dev/termination-log', say);
  return exitCodeOf(result);
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.exitCode = error.exitCode;
}
