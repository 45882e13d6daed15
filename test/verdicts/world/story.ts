import type { Verdict } from '../../../src/contracts/verdict.ts';
import { type Color, openWorld, type World, type WorldOptions } from '../../peers/world/world.ts';

/** What a person was told of an answer: whether it counts, and why. */
export interface Told {
  readonly outcome: string;
  readonly because: string;
}

/** A world in which people are asked, and in which it is told what came of each look. */
export interface Story extends World {
  /** A person's yes or no to what is asked now. */
  answer(said: 'yes' | 'no', by: string): Promise<Told>;
  /** A person sends users back. */
  abort(reason: string): Promise<unknown>;
  /** What the latest look at the release came to. */
  verdict(): Promise<Verdict | undefined>;
  /** Until the latest look came to this; answers its sentence. */
  untilVerdict(kind: Verdict['kind'], seconds?: number): Promise<string>;
  /** Until this share of users is on the color. */
  untilWeight(weight: number, seconds?: number, color?: Color): Promise<void>;
  /** Until nothing runs any more; answers why the latest execution failed. */
  untilRefused(executions?: number): Promise<string>;
  /** How many requests a version answered. */
  exposed(version: string): number;
  /** Lets so many minutes pass. */
  minutes(count: number): Promise<void>;
}

/** Opens the world of a story: a blue-green service, unless it says otherwise. */
export async function openStory({ policy, ...options }: Partial<WorldOptions> = {}): Promise<Story> {
  const world = await openWorld({
    layout: 'namespaces',
    ...options,
    policy: { strategy: 'blue-green', ...policy },
  });
  return storyIn(world);
}

function storyIn(world: World): Story {
  const { cloud, users } = world;
  const verdict: Story['verdict'] = async () => (await world.looks()).at(-1)?.verdict;
  const tell = async (name: string, payload: object): Promise<unknown> => {
    const { functions } = cloud.services.lambda;
    const answered = await functions.invoke(cloud.createdResources[name] ?? '', payload, 'request', 'operator');
    if (answered.errorType !== undefined) throw new Error(`${name}: ${answered.errorType} ${answered.errorMessage}`);
    return answered.payload;
  };
  return {
    ...world,
    verdict,
    answer: (said, by) =>
      tell('AnswerApprovalLambdaFunction', { service: 'shop', said, by }).then((told) => told as Told),
    abort: (reason) => tell('RollBackLambdaFunction', { abort: 'shop', reason }),
    async untilVerdict(kind, seconds = 2 * 3600) {
      let because = '';
      const hasCome = async () => {
        const latest = await verdict();
        because = latest?.because ?? '';
        return latest?.kind === kind;
      };
      await world.until(hasCome, seconds, 10);
      return because;
    },
    untilWeight: (weight, seconds, color = 'green') =>
      world.until(async () => (await world.weights())[color] === weight, seconds),
    async untilRefused(count = 1) {
      await world.until(async () => (await world.executions()).length >= count && !(await world.anyRuns()));
      return (await world.executions()).at(-1)?.cause ?? '';
    },
    exposed: (version) => users.seen.filter((one) => one.version === version).length,
    minutes: (count) => cloud.clock.sleep(count * 60_000),
  };
}
