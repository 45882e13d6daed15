import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Expectation } from '../../src/contracts/rehearsal/expectation.ts';
import type { StoryStep } from '../../src/contracts/rehearsal/story.ts';
import { fullImageName } from '../../src/contracts/rehearsal.ts';
import { openRollBack } from '../roll-back.ts';
import type { Admin } from './admin.ts';
import { type AnswerStage, answerWhenAsked } from './answering.ts';
import {
  type Attempt,
  type AttemptResult,
  executionOf,
  flagPrefix,
  migrationTag,
  resultOf,
  turnOf,
  versionAfter,
} from './attempt.ts';
import { Breaking, type NodeLoss } from './breaking.ts';
import type { RehearsalFolder } from './folder.ts';
import { whyIgnored } from './push-answer.ts';
import { usersOn } from './users-on.ts';
import { waitAsTold } from './waits.ts';
import type { WatchedMigrations } from './watch/progress.ts';
import { type Color, otherThan } from './world/balancer.ts';
import type { World } from './world/world.ts';

/** Who plays a story and who hears of it. */
export interface Stage extends AnswerStage {
  readonly folder: RehearsalFolder;
  readonly admin: Admin;
  readonly world: World;
  readonly stateMachineArn: string;
  /** The state machine that migrates, where the policy has migrations. */
  readonly migrations: WatchedMigrations | undefined;
  readonly rollBackFunction: string;
  readonly onBegun: (attempt: Attempt) => Promise<void>;
  readonly onOver: (attempt: Attempt, result: AttemptResult) => Promise<void>;
  readonly onStep: (step: StoryStep) => void;
  readonly onNodeLost: (loss: NodeLoss) => void;
}

/** A story that is being played. */
export class Play {
  readonly attempts: Attempt[] = [];
  readonly #stage: Stage;
  readonly #breaking: Breaking;
  /** Attempts whose requests wait. The queue has room for one, so that one turn answers them all. */
  #waiting: Attempt[] = [];
  #stable: Color;
  #stableTag: string;

  constructor(stage: Stage) {
    const { running } = stage.folder.rehearsal;
    this.#stage = stage;
    this.#breaking = new Breaking(stage);
    this.#stable = running.environment;
    this.#stableTag = running.tag;
  }

  /** Where all users are: it changes when a release is through. */
  get stable(): Color {
    return this.#stable;
  }

  /** Plays all steps, then waits until every attempt is over. */
  async run(): Promise<void> {
    for (const step of this.#stage.folder.rehearsal.story) await this.#perform(step);
    for (let next = this.#open(); next !== undefined; next = this.#open()) await this.#goOn(next);
  }

  async #perform(step: StoryStep): Promise<void> {
    const { world, watch } = this.#stage;
    this.#stage.onStep(step);
    switch (step.kind) {
      case 'push':
        return this.#push(step.image, step.tagged);
      case 'start':
        return this.#start(step.input);
      case 'migrate':
        return this.#migrate(step.input);
      case 'breakCall':
      case 'killPod':
      case 'loseNode':
      case 'restoreNode':
      case 'stopExecution':
        return this.#breaking.perform(step, { stable: this.#stable, running: this.#running() });
      case 'wait':
      case 'waitForWeight':
      case 'waitForStep':
      case 'waitForQuiet':
      case 'waitForMigration':
        return waitAsTold(watch, step, world.balancer.targetGroups[otherThan(this.#stable)]);
      case 'answer':
        return answerWhenAsked(this.#stage.folder.policy.service, step, this.#stage, () => this.#isOpen());
      case 'abort':
        return this.#abort(step.reason);
      case 'expect':
        return this.#meet(step);
    }
  }

  /** As `tidegate abort` does. */
  async #abort(reason: string): Promise<void> {
    const { folder, clients, rollBackFunction } = this.#stage;
    await openRollBack(rollBackFunction, clients.lambda)({ abort: folder.policy.service, reason });
  }

  async #push(name: string, tagged: boolean): Promise<void> {
    const { policy } = this.#stage.folder;
    const image = fullImageName(name, policy.image.repository);
    await this.#begin('push', policy.service, image.slice(image.lastIndexOf(':') + 1));
    await this.#stage.world.shelf.push(image, tagged);
  }

  async #start(input: Readonly<Record<string, unknown>>): Promise<void> {
    const { folder, stateMachineArn } = this.#stage;
    const service = String(input['service'] ?? folder.policy.service);
    const tag = String(input['tag'] ?? (input['flag'] === undefined ? '' : `${flagPrefix}${input['flag']}`));
    await this.#startExecution(await this.#begin('start', service, tag), stateMachineArn, input);
  }

  async #migrate(input: Readonly<Record<string, unknown>>): Promise<void> {
    const { folder, migrations } = this.#stage;
    if (migrations === undefined) throw new Error('the story migrates, and the policy has no migrations');
    const request = { service: folder.policy.service, ...input };
    const attempt = await this.#begin('migrate', String(request.service), migrationTag(input['mode']));
    await this.#startExecution(attempt, migrations.stateMachineArn, request);
  }

  async #startExecution(attempt: Attempt, stateMachineArn: string, input: object): Promise<void> {
    const request = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = await this.#stage.clients.states.send(request);
    if (executionArn !== undefined) attempt.execution = executionArn;
  }

  /** The execution of the oldest attempt that is not over. */
  #running() {
    const { watch } = this.#stage;
    const open = this.attempts.filter(({ result }) => result === undefined);
    return open.map((one) => executionOf(one, watch.executions(), this.attempts)).find((found) => found);
  }

  async #begin(startedBy: Attempt['startedBy'], service: string, tag: string): Promise<Attempt> {
    const begunAt = await this.#stage.admin.now();
    const users = { stable: this.#stable, stableTag: this.#stableTag };
    const attempt: Attempt = { startedBy, service, tag, begunAt, begunRealMs: Date.now(), ...users };
    this.attempts.push(attempt);
    await this.#stage.onBegun(attempt);
    return attempt;
  }

  async #meet(expectation: Expectation): Promise<void> {
    const attempt = this.attempts.find((one) => one.expectation === undefined) ?? (await this.#nextTurn());
    if (!attempt) throw new Error('the story expects an end of nothing');
    attempt.expectation = expectation;
    await this.#awaitEnd(attempt);
  }

  /** The oldest attempt that is not over, or whose request still waits for its turn. */
  #open(): Attempt | undefined {
    return this.attempts.find((one) => one.result === undefined) ?? this.#waiting[0];
  }

  /** True as long as anything that the story began runs, or waits for its turn. */
  #isOpen(): boolean {
    const isOver = (attempt: Attempt): boolean =>
      attempt.result !== undefined || (this.#look(attempt)?.ending ?? 'queued') !== 'queued';
    return this.#waiting.length > 0 || !this.attempts.every(isOver);
  }

  async #goOn(attempt: Attempt): Promise<void> {
    if (attempt.result === undefined) await this.#awaitEnd(attempt);
    else await this.#nextTurn();
  }

  /** The release of the request that waits, begun when it starts; undefined when none waits. Whoever came in its place has its turn. */
  async #nextTurn(): Promise<Attempt | undefined> {
    const waiting = this.#waiting[0];
    if (waiting === undefined) return undefined;
    const { watch } = this.#stage;
    const look = () => turnOf(waiting, watch.executions(), this.attempts);
    const turn = await watch.until(look, `the turn of ${waiting.service} ${waiting.tag}`);
    this.#waiting = this.#waiting.filter(({ result }) => (result?.at ?? 0) > turn.startedAt);
    const attempt = await this.#begin('queue', waiting.service, String(turn.input['tag']));
    attempt.execution = turn.arn;
    return attempt;
  }

  async #awaitEnd(attempt: Attempt): Promise<void> {
    if (attempt.result) return;
    const { admin, watch, world, clients, onOver } = this.#stage;
    const seen = await watch.until(() => this.#look(attempt), `the end of ${attempt.service} ${attempt.tag}`);
    const why = seen.ending === 'ignored' ? await whyIgnored(admin, attempt.begunAt) : undefined;
    const result = { ...seen, because: why ?? seen.because };
    attempt.result = result;
    if (result.ending === 'queued') this.#waiting.push(attempt);
    if (result.ending === 'released') {
      this.#stable = (await usersOn(clients.elb, world.balancer)) ?? this.#stable;
      this.#stableTag = versionAfter(attempt, result);
    }
    await onOver(attempt, result);
  }

  #look(attempt: Attempt): AttemptResult | undefined {
    const { watch } = this.#stage;
    const found = executionOf(attempt, watch.executions(), this.attempts);
    if (found) attempt.execution = found.arn;
    return resultOf(attempt, watch.executions(), watch.now());
  }
}
