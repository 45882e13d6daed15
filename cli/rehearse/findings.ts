import { dynamodbHistory } from '../../src/adapters/aws/dynamodb-history.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { RehearsalReport } from '../../src/contracts/report.ts';
import type { MigrationReport } from '../../src/contracts/report-migrations.ts';
import { isHeld } from '../../src/domain/lock.ts';
import type { Attempt, AttemptResult } from './attempt.ts';
import type { NodeLoss } from './breaking.ts';
import type { OperatorClients } from './clients.ts';
import { databaseChecks } from './database-checks.ts';
import type { RehearsalFolder } from './folder.ts';
import type { LoggedRequest } from './load/request-log.ts';
import type { Way } from './report/checks.ts';
import { migrationReport } from './report/migration-report.ts';
import { rehearsalReport } from './report/rehearsal-report.ts';
import { type EndedAttempt, releaseReport } from './report/release-report.ts';
import { served } from './report/served.ts';
import { iso } from './report/time.ts';
import type { Setting } from './setting.ts';
import { recordOf, type StateBefore, stateChecks, stateNow } from './state-checks.ts';
import type { Watch } from './watch/watch.ts';
import { type Color, otherThan } from './world/balancer.ts';
import type { World } from './world/world.ts';

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
  readonly #lostNodes: NodeLoss[] = [];

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  podKilled(at: number): void {
    this.#killedPodsAt.push(at);
  }

  nodeLost(loss: NodeLoss): void {
    this.#lostNodes.push(loss);
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
      release: await admittedAs(execution?.name, world, clients),
      stableVersion: attempt.stableTag,
      candidateGroup: world.balancer.targetGroups[otherThan(attempt.stable)],
      stateChecks: result.ending === 'queued' ? [] : await this.#stateChecks({ attempt, result, users }, before),
      calls: calls.filter(({ at, byService }) => !byService && at <= result.at),
    });
  }

  /** None when the next release has begun already: the account then tells about that one. */
  async #stateChecks(over: { attempt: Attempt; result: AttemptResult; users: Color }, before: StateBefore) {
    const { setting } = this.#options;
    const { world, clients } = setting;
    const ofDatabase = await databaseChecks(setting, over.attempt.expectation?.columns);
    const checks = [...(await stateChecks(over, before, world, clients)), ...ofDatabase];
    const record = await recordOf(world, clients);
    const ours = over.attempt.execution?.endsWith(`:${record?.holder}`) === true;
    return record !== undefined && isHeld(record) && !ours && record.admittedAt >= iso(over.attempt.begunAt)
      ? []
      : checks;
  }

  async report({ folder, watch, log, unsent, isCutShort }: Ending): Promise<RehearsalReport> {
    const { setting, beganAt, seed, timeScale } = this.#options;
    const requests = served(log, (answeredBy) => setting.world.shelf.tagOf(answeredBy), this.#lostNodes);
    const settleMs = folder.rehearsal.cloud.settle * 1_000;
    const overlaps = (attempt: Attempt) => this.#ended.some((other) => runTogether(other, attempt));
    const seen = { sightings: watch.sightings, requests, settleMs, killedPodsAt: this.#killedPodsAt, overlaps };
    return rehearsalReport({
      folder: folder.folder,
      story: folder.story,
      service: folder.policy.service,
      seed,
      timeScale,
      requestsPerSecond: folder.rehearsal.load.requestsPerSecond,
      begunRealMs: this.#begunRealMs,
      emulatedMs: watch.now() - beganAt,
      interrupted: isCutShort,
      releases: this.#ended.map((ended) => releaseReport(ended, seen)),
      migrations: await this.#migrations(),
      log,
      requests,
      unsent,
    });
  }

  /** Oldest first; those that are still under way when the rehearsal ends are left out. */
  async #migrations(): Promise<MigrationReport[]> {
    const { migrations } = this.#options.setting;
    if (migrations === undefined) return [];
    const past = await migrations.ledger.past(migrations.database, mostMigrations);
    return past.toReversed().flatMap((record) => migrationReport(record) ?? []);
  }
}

const mostMigrations = 100;

function runTogether({ attempt: other, result }: EndedAttempt, attempt: Attempt): boolean {
  return other !== attempt && other.begunAt <= attempt.begunAt && result.at > attempt.begunAt;
}

/** The release that an execution was admitted as: the record or, when the next release has begun, the history names its holder. */
async function admittedAs(
  execution: string | undefined,
  world: World,
  clients: OperatorClients,
): Promise<EndedAttempt['release']> {
  const { service } = world.registered.policy;
  const past = dynamodbHistory(clients.dynamo, world.table).list(service, 10);
  const record = [await recordOf(world, clients), ...(await past)].find((one) => one?.holder === execution);
  if (record === undefined) return undefined;
  const { release, epoch } = record;
  const { strategy, from, downtimeSeconds } = release;
  return { epoch, from: from.version, strategy, way: wayOf(release), downtimeSeconds };
}

function wayOf({ plan }: ReleaseRecord['release']): Way {
  const deploys = plan.filter((step) => step.kind === 'deploy');
  if (deploys.length === 0) return 'flag';
  return deploys.some(({ inPlace }) => inPlace === true) ? 'inPlace' : 'weights';
}
