import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { help } from './bench-verdict/help.ts';
import { plan, tasksOf, traffics } from './bench-verdict/plan.ts';
import { simulateAll } from './bench-verdict/pool.ts';
import type { Results } from './bench-verdict/report.ts';
import { atTraffic, report, shortReport } from './bench-verdict/report.ts';
import type { Simulated, Task } from './bench-verdict/simulate.ts';
import { targetsOf } from './bench-verdict/targets.ts';
import { tune } from './bench-verdict/tune.ts';
import type { Weather } from './bench-verdict/world.ts';
import { weathers } from './bench-verdict/world.ts';

const { values: options } = parseArgs({
  options: {
    releases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const positive = (name: 'releases' | 'seed' | 'threads'): number => {
  const number = Number(options[name]);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a whole number of 1 or more`);
  return number;
};

const simulateWith = (what: string, tasks: readonly Task[], threads: number): Promise<readonly Simulated[]> =>
  simulateAll(tasks, threads, (done) => {
    if (done % 20 === 0 || done === tasks.length) process.stderr.write(`\r${what}: ${done} of ${tasks.length} parts `);
    if (done === tasks.length) process.stderr.write('\n');
  });

const simulateWeather = async (weather: Weather, releases: number): Promise<Results> => {
  const [seed, threads] = [positive('seed'), positive('threads')];
  const { good, worse, each } = plan(weather, releases);
  const goodTasks = tasksOf(good, each(good), seed, () => null);
  const goodResults = await simulateWith(`${weather}, good versions`, goodTasks, threads);
  const limits = new Map<number, readonly number[]>(
    traffics.map((traffic) => [traffic, tune(atTraffic(goodResults, traffic))]),
  );
  const worseTasks = tasksOf(worse, each(worse), seed + 1, (cell) => limits.get(cell.requestsPerMinute) ?? null);
  return { good: goodResults, worse: await simulateWith(`${weather}, worse versions`, worseTasks, threads) };
};

const bench = async (): Promise<void> => {
  const releases = positive('releases');
  const steady = await simulateWeather('steady', releases);
  console.log(report(steady));
  const others = weathers.filter((weather) => weather !== 'steady');
  const all: Partial<Record<Weather, Results>> = { steady };
  for (const weather of others) {
    const results = await simulateWeather(weather, Math.ceil(releases / 3 / others.length));
    all[weather] = results;
    console.log(`\nOther weather: ${weather}\n\n${shortReport(results)}`);
  }
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(all));
  const targets = targetsOf(steady);
  console.log('');
  for (const { met, promise, measured } of targets) console.log(`${met ? 'PASS' : 'FAIL'}  ${promise}: ${measured}`);
  process.exitCode = targets.every(({ met }) => met) ? 0 : 1;
};

if (options.help) console.log(help);
else await bench();
