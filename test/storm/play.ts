import { type Aftermath, lookAt } from './aftermath.ts';
import { perform } from './perform.ts';
import { untilAtRest } from './rest.ts';
import type { Scenario } from './scenario.ts';
import { type Stage, tell } from './stage.ts';
import { sendUsers } from './users.ts';
import { openWorld, type WorldOptions } from './world/world.ts';

/** How a story ended. `aftermath` is what was there at the end. */
export interface Played {
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly aftermath: Aftermath;
  readonly cameToRest: boolean;
  readonly emulatedHours: number;
}

export interface PlayOptions extends Pick<WorldOptions, 'artifacts'> {
  /** Prepares what watches or disturbs, before the first deed. */
  readonly prepare?: (stage: Stage) => void;
  /** Goes on with the story once it is at rest, and is followed by another rest. */
  readonly afterRest?: (stage: Stage, atRest: Aftermath) => Promise<void>;
}

/** A story that is not over by then never will be. */
const limitHours = 8;

/** Tells a story to its end, hands what came of it to `judge`, and closes the world. */
export async function play<Judged>(
  scenario: Scenario,
  judge: (played: Played) => Judged,
  { artifacts, prepare = () => {}, afterRest }: PlayOptions = {},
): Promise<Judged> {
  const { seed, day, policy } = scenario;
  const world = await openWorld({ seed, day, ...(policy ? { policy } : {}), ...(artifacts ? { artifacts } : {}) });
  const users = sendUsers(world);
  const stage: Stage = { world, users, lines: [], pushes: [], killed: [], aborts: [], refusals: 0 };
  const beganAt = world.cloud.clock.now();
  try {
    prepare(stage);
    await performAll(stage, scenario);
    const limitAt = beganAt + limitHours * 3_600_000;
    let cameToRest = await untilAtRest(world, limitAt);
    if (cameToRest && afterRest) {
      await afterRest(stage, await lookAt(world));
      cameToRest = await untilAtRest(world, limitAt);
    }
    users.stop();
    const aftermath = await lookAt(world);
    const emulatedHours = (world.cloud.clock.now() - beganAt) / 3_600_000;
    return judge({ scenario, stage, aftermath, cameToRest, emulatedHours });
  } finally {
    users.stop();
    await world.close();
  }
}

async function performAll(stage: Stage, { deeds }: Scenario): Promise<void> {
  const { clock } = stage.world.cloud;
  const beganAt = clock.now();
  tell(stage, 'story', 'begins: 1.0.0 runs in blue and has all users');
  for (const { atSeconds, deed } of deeds.toSorted((a, b) => a.atSeconds - b.atSeconds)) {
    await clock.sleep(Math.max(0, beganAt + atSeconds * 1000 - clock.now()));
    await perform(stage, deed);
  }
}
