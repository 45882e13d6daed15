import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { RehearsalReport } from '../../src/contracts/report.ts';
import type { Attempt, AttemptResult } from './attempt.ts';
import type { RehearsalFolder } from './folder.ts';
import type { LoggedRequest } from './load/request-log.ts';
import { rehearsalReport } from './report/rehearsal-report.ts';
import { type EndedAttempt, releaseReport } from './report/release-report.ts';
import { served } from './report/served.ts';
import type { Setting } from './setting.ts';
import { recordOf, type StateBefore, stateChecks, stateNow } from './state-checks.ts';
import { otherThan } from './story.ts';
import type { Watch } from './watch/watch.ts';
import type { Color } from './world/load-balancer.ts';

export interface FindingsOptions {
  readonly setting: Setting;
  /** Emulated epoch milliseconds of the story's beginning. */
  readonly beganAt: number;
  readonly seed: number;
  readonly timeScale: number;
}

/** All that a report needs once the story is over. `log` is the load generator's own. */
export interface Ending {
  readonly folder: RehearsalFolder;
  readonly watch: Watch;
  readonly log: readonly LoggedRequest[];
  readonly unsent: number;
  readonly isCutShort: boolean;
}

/** Looks at the account when an attempt begins and ends, and puts what was found together with what was seen. */
export class Findings {
  readonly #options: FindingsOptions;
  readonly #begunRealMs = Date.now();
  readonly #before = new Map<Attempt, StateBefore>();
  readonly #ended: EndedAttempt[] = [];
  readonly #killedPodsAt: number[] = [];

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  podKilled(at: number): void {
    this.#killedPodsAt.push(at);
  }

  async begin(attempt: Attempt): Promise<void> {
    const { world, clients } = this.#options.setting;
    this.#before.set(attempt, await stateNow(world, clients));
  }

  async end(attempt: Attempt, result: AttemptResult, watch: Watch, users: Color): Promise<void> {
    const { world, clients, admin } = this.#options.setting;
    const before = this.#before.get(attempt);
    if (before === undefined) throw new Error(`attempt ${attempt.tag} ended without having begun`);
    const execution = watch.executions().find(({ arn }) => arn === attempt.execution);
    const calls = await admin.calls({ since: String(attempt.begunAt) });
    this.#ended.push({
      attempt,
      result,
      execution,
      release: admittedAs(execution?.name, await recordOf(world, clients)),
      stableVersion: attempt.stableTag,
      candidateGroup: world.balancer.targetGroups[otherThan(attempt.stable)],
      stateChecks: await stateChecks({ attempt, result, users }, before, world, clients),
      calls: calls.filter(({ at }) => at <= result.at),
    });
  }

  report({ folder, watch, log, unsent, isCutShort }: Ending): RehearsalReport {
    const { setting, beganAt, seed, timeScale } = this.#options;
    const requests = served(log, (answeredBy) => setting.world.shelf.tagOf(answeredBy));
    const settleMs = folder.rehearsal.cloud.settle * 1_000;
    const overlaps = (attempt: Attempt) => this.#ended.some((other) => runTogether(other, attempt));
    const seen = { sightings: watch.sightings, requests, settleMs, killedPodsAt: this.#killedPodsAt, overlaps };
    return rehearsalReport({
      folder: folder.folder,
      service: folder.policy.service,
      seed,
      timeScale,
      requestsPerSecond: folder.rehearsal.load.requestsPerSecond,
      begunRealMs: this.#begunRealMs,
      emulatedMs: watch.now() - beganAt,
      interrupted: isCutShort,
      releases: this.#ended.map((ended) => releaseReport(ended, seen)),
      log,
      requests,
      unsent,
    });
  }
}

function runTogether({ attempt: other, result }: EndedAttempt, attempt: Attempt): boolean {
  return other !== attempt && other.begunAt <= attempt.begunAt && result.at > attempt.begunAt;
}

/** The release that an execution was admitted as: the ledger's record names its holder. */
function admittedAs(execution: string | undefined, record: ReleaseRecord | undefined): EndedAttempt['release'] {
  if (record === undefined || execution === undefined || record.holder !== execution) return undefined;
  return { epoch: record.epoch, from: record.release.from.version, strategy: record.release.strategy };
}
