import type { Color, World } from './world.ts';

/** One look at the load balancer and the cluster. `at` is emulated epoch milliseconds; weights are the API's. */
export interface Look {
  readonly at: number;
  readonly weights: Readonly<Record<Color, number>>;
  readonly pods: Readonly<Record<Color, number>>;
  /** Targets that the load balancer calls healthy. */
  readonly healthy: Readonly<Record<Color, number>>;
}

/** Looks every emulated second until it is stopped. */
export function watch(world: World): { readonly looks: readonly Look[]; stop(): void } {
  const { clock } = world.cloud;
  const looks: Look[] = [];
  let stopped = false;
  const go = async () => {
    while (!stopped) {
      looks.push(await lookAt(world));
      await clock.sleep(1000);
    }
  };
  void go();
  return {
    looks,
    stop: () => {
      stopped = true;
    },
  };
}

async function lookAt(world: World): Promise<Look> {
  const { registrar } = world.cloud.services.elb;
  const { targetGroups } = world.balancer;
  const both = (count: (color: Color) => number) => ({ blue: count('blue'), green: count('green') });
  const isHealthy = (color: Color) => (address: string | undefined) =>
    address !== undefined && registrar.health(targetGroups[color], address, 8080) === 'healthy';
  return {
    at: world.cloud.clock.now(),
    weights: await world.weights(),
    pods: both((color) => world.pods(color).length),
    healthy: both((color) => world.pods(color).filter(({ status }) => isHealthy(color)(status.podIP)).length),
  };
}
