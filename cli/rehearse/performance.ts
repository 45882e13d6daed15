import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../exit.ts';
import type { Attempt, AttemptResult } from './attempt.ts';
import type { RunningDatabases } from './database/databases.ts';
import type { Emulator } from './emulator.ts';
import { Findings } from './findings.ts';
import type { RehearsalFolder } from './folder.ts';
import { Interrupted, orInterrupted } from './interruption.ts';
import { cohortOrder } from './load/cohort.ts';
import { type RunningLoad, startLoad } from './load/load.ts';
import type { LoadTotals } from './load/messages.ts';
import type { RehearsalOutcome, RehearseOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { createSetting, type Setting } from './setting.ts';
import { Play } from './story.ts';
import { createPulse } from './timeline/pulse.ts';
import { Timeline } from './timeline/timeline.ts';
import { usersMoment } from './timeline/users-moment.ts';
import { Watch } from './watch/watch.ts';
import { otherThan } from './world/balancer.ts';

export interface PerformanceOptions extends Omit<RehearseOptions, 'folder'> {
  readonly folder: RehearsalFolder;
  readonly emulator: Emulator;
  readonly databases: RunningDatabases;
  readonly progress: Progress;
}

/** Plays a folder's story in a running cloud and reports on it, also when it is cut short. */
export async function perform(options: PerformanceOptions): Promise<RehearsalOutcome> {
  const { folder, emulator, databases, progress, signal, root } = options;
  const { running } = folder.rehearsal;
  const what = `${folder.policy.service} ${running.tag} runs in ${running.environment}`;
  const { endpoint } = emulator;
  const alive = Promise.race([failsWith('the emulated cloud', emulator), failsWith('the database', databases)]);
  const setting = await progress(what, () =>
    orInterrupted(signal, Promise.race([alive, createSetting({ endpoint, folder, databases, root, signal })])),
  );
  const logFolder = await mkdtemp(path.join(tmpdir(), 'tidegate-'));
  const load = await openLoad(setting, folder, path.join(logFolder, 'requests.jsonl'));
  try {
    return await underLoad({ ...options, setting, load, alive });
  } finally {
    load.kill();
    await rm(logFolder, { recursive: true, force: true });
  }
}

/** Rejects when a process that the story needs ends by itself. */
async function failsWith(what: string, { ended }: { readonly ended: Promise<string> }): Promise<never> {
  const said = await ended;
  throw new Failure(`${what} has ended by itself:\n${said}`);
}

async function openLoad({ admin, world }: Setting, folder: RehearsalFolder, logFile: string): Promise<RunningLoad> {
  const { load } = folder.rehearsal;
  const { requestsPerSecond, path: requestPath, headers, version } = load;
  const port = await admin.portOf(world.balancer.listenerArn);
  return startLoad({
    origin: `http://127.0.0.1:${port}`,
    path: requestPath,
    headers,
    requestsPerSecond,
    answeredByHeaders: [...(version ? [version.header.toLowerCase()] : []), 'x-emulated-image'],
    routedAtHeader: 'x-emulated-time',
    targetHeader: 'x-emulated-target',
    ruleAnswerHeader: 'x-emulated-action',
    ...(load.cohort === undefined ? {} : { cohort: cohortOrder(load, load.cohort) }),
    logFile,
  });
}

interface Show extends PerformanceOptions {
  readonly setting: Setting;
  readonly load: RunningLoad;
  readonly alive: Promise<never>;
}

async function underLoad(show: Show): Promise<RehearsalOutcome> {
  const { setting, load, signal, folder } = show;
  const beganAt = await setting.admin.now();
  const findings = new Findings({ setting, beganAt, seed: show.seed, timeScale: show.timeScale });
  const looking = new AbortController();
  const { watch, play } = createPlayers(show, beganAt, findings);
  const watching = watch.run(looking.signal);
  let failure: Error | undefined;
  let interrupted = false;
  try {
    await orInterrupted(signal, Promise.race([play.run(), neverBut(watching), show.alive]));
  } catch (error) {
    interrupted = error instanceof Interrupted;
    if (!interrupted) failure = error instanceof Error ? error : new Error(String(error));
  }
  looking.abort();
  const { requests, unsent } = await load.stop();
  await Promise.allSettled([watching]);
  const report = await findings.report({
    folder,
    watch,
    log: requests,
    unsent,
    isCutShort: interrupted || failure !== undefined,
  });
  return { report, failure };
}

/** Rejects as `work` does, and never resolves. */
function neverBut(work: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => void work.catch(reject));
}

function createPlayers(show: Show, beganAt: number, findings: Findings): { watch: Watch; play: Play } {
  const { setting, folder, load, terminal, verbosity, timeScale } = show;
  const { balancer } = setting.world;
  const pulse = createPulse();
  const totalsBefore = new Map<Attempt, LoadTotals>();
  const nameOf = (answeredBy: string) => setting.world.shelf.tagOf(answeredBy) ?? answeredBy;
  const shareOf = (weights: Readonly<Record<string, number>>) =>
    weights[balancer.targetGroups[otherThan(play.stable)] ?? ''] ?? 0;
  const timeline = new Timeline({ terminal, verbosity, beganAt, shareOf });
  const watch: Watch = new Watch({
    ...setting,
    timeScale,
    realNow: () => performance.now(),
    rules: balancer,
    alarms: Object.keys(folder.rehearsal.alarms),
    onSighting: (sighting) => timeline.tell(sighting),
    onLook: (now) => timeline.live(now, pulse(load.totals(), performance.now())),
  });
  const play: Play = new Play({
    ...setting,
    folder,
    watch,
    onStep: (step) => {
      if (step.kind === 'killPod') findings.podKilled(watch.now());
      timeline.step(watch.now(), step);
    },
    onNodeLost: (loss) => findings.nodeLost(loss),
    onBegun: (attempt: Attempt) => {
      totalsBefore.set(attempt, load.totals());
      return findings.begin(attempt);
    },
    onOver: (attempt: Attempt, result: AttemptResult) => {
      const before = totalsBefore.get(attempt) ?? load.totals();
      if (result.ending === 'ignored')
        timeline.moment(result.at, { label: 'IGNORED', text: result.because, tone: 'plain' });
      if (isLastOver(attempt, play.attempts)) timeline.moment(result.at, usersMoment(before, load.totals(), nameOf));
      return findings.end(attempt, result, watch, play.stable);
    },
  });
  return { watch, play };
}

/** False when another attempt that is over already ended later: then the load since this one's end says nothing about it. */
function isLastOver({ result }: Attempt, all: readonly Attempt[]): boolean {
  return all.every((other) => (other.result?.at ?? 0) <= (result?.at ?? 0));
}
