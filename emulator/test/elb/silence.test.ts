import { afterEach, expect, it } from '@jest/globals';
import {
  type Answer,
  createGroup,
  createListener,
  createRule,
  createStage,
  get,
  health,
  registerHealthy,
  type Stage,
  weighted,
} from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const isCounted = (name: string) => stage.observations.filter((one) => one.name === name).length > 0;

it('a target that is silent costs its user ten emulated seconds and a 504, and its health by time-outs', async () => {
  stage = await createStage();
  const group = await createGroup(stage, 'blue', { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5 });
  await createRule(stage, await createListener(stage), weighted({ [group]: 1 }));
  const program = await stage.program();
  await registerHealthy(stage, group, program);
  const endSilence = stage.network.silence((address) => address === program.address);
  const begun = stage.clock.now();
  let answer: Answer | undefined;
  void get(stage).then((given) => {
    answer = given;
  });
  while (answer === undefined) await stage.clock.advance(100);
  expect(answer.status).toBe(504);
  expect(stage.clock.now() - begun).toBeGreaterThanOrEqual(10_000);
  expect(isCounted('HTTPCode_ELB_504_Count') && isCounted('TargetConnectionErrorCount')).toBe(true);
  await stage.clock.advance(30_000);
  expect(health(stage, group, program)).toBe('unhealthy');
  endSilence();
  expect((await get(stage)).status).toBe(200);
});
