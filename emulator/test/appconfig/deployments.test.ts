import {
  BadRequestException,
  ConflictException,
  CreateDeploymentStrategyCommand,
  GetEnvironmentCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flags, openAppConfig } from './stage.ts';

let stage: Awaited<ReturnType<typeof openAppConfig>>;
beforeEach(async () => {
  stage = await openAppConfig();
  await stage.addVersion(flags);
  await stage.addVersion({ ...flags, values: { ...flags.values, banner: { enabled: false } } });
});
afterEach(() => stage.close());

const minute = 60_000;
/** Longer than any deployment takes to reach its first client. */
const settled = 3_000;

function stop(DeploymentNumber: number, AllowRevert?: boolean) {
  const { ApplicationId, EnvironmentId } = stage.ids;
  return stage.client.send(new StopDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber, AllowRevert }));
}
async function environmentState() {
  const { ApplicationId, EnvironmentId } = stage.ids;
  return (await stage.client.send(new GetEnvironmentCommand({ ApplicationId, EnvironmentId }))).State;
}

describe('a deployment', () => {
  it('by a strategy without growth and bake is complete after a few seconds, not at once', async () => {
    const started = await stage.start(1, { Description: 'flip' });
    expect(started).toMatchObject({
      ...stage.ids,
      DeploymentNumber: 1,
      ConfigurationName: 'flags',
      ConfigurationVersion: '1',
      Description: 'flip',
      State: 'DEPLOYING',
      PercentageComplete: 0,
      StartedAt: new Date('2026-01-05T09:00:00Z'),
    });
    expect(await environmentState()).toBe('DEPLOYING');
    await stage.place.clock.advance(settled);
    const done = await stage.deployment(1);
    expect(done).toMatchObject({ State: 'COMPLETE', PercentageComplete: 100, CompletedAt: expect.any(Date) });
    expect(done.EventLog?.map(({ EventType }) => EventType)).toEqual([
      'DEPLOYMENT_COMPLETED',
      'PERCENTAGE_UPDATED',
      'DEPLOYMENT_STARTED',
    ]);
    expect(await environmentState()).toBe('READY_FOR_DEPLOYMENT');
  });

  it('by AllAtOnce bakes for ten minutes, in which no other may start', async () => {
    await stage.start(1, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
    await stage.place.clock.advance(settled);
    expect(await stage.deployment(1)).toMatchObject({ State: 'BAKING', PercentageComplete: 100 });
    await expect(stage.start(2)).rejects.toBeInstanceOf(ConflictException);
    await stage.place.clock.advance(10 * minute);
    expect(await stage.deployment(1)).toMatchObject({ State: 'COMPLETE' });
    await expect(stage.start(2)).resolves.toMatchObject({ DeploymentNumber: 2 });
  });

  it('grows linearly in even steps', async () => {
    await stage.start(1, { DeploymentStrategyId: 'AppConfig.Linear20PercentEvery6Minutes' });
    const percentages = [];
    await stage.place.clock.advance(settled);
    for (let step = 0; step < 5; step += 1) {
      percentages.push((await stage.deployment(1)).PercentageComplete);
      await stage.place.clock.advance(6 * minute);
    }
    expect(percentages).toEqual([20, 40, 60, 80, 100]);
    expect(await stage.deployment(1)).toMatchObject({ State: 'BAKING' });
  });

  it('grows exponentially by doubling', async () => {
    const strategy = {
      Name: 'x',
      DeploymentDurationInMinutes: 5,
      GrowthFactor: 10,
      GrowthType: 'EXPONENTIAL' as const,
    };
    const { Id: DeploymentStrategyId } = await stage.client.send(new CreateDeploymentStrategyCommand(strategy));
    await stage.start(1, { DeploymentStrategyId });
    await stage.place.clock.advance(10 * minute);
    const { EventLog, State } = await stage.deployment(1);
    const reached = EventLog?.filter(({ EventType }) => EventType === 'PERCENTAGE_UPDATED').map(
      ({ Description }) => Description,
    );
    expect(reached?.toReversed().map((text) => Number(text?.match(/\d+/)?.[0]))).toEqual([10, 20, 40, 80, 100]);
    expect(State).toBe('COMPLETE');
  });

  it('may be of a version named by its label', async () => {
    await stage.addVersion(flags, { VersionLabel: 'spring' });
    expect(await stage.start('spring')).toMatchObject({ ConfigurationVersion: '3', VersionLabel: 'spring' });
  });

  it('conflicts when another one came after that which its caller knows', async () => {
    await stage.start(1, { LatestDeploymentNumber: 0 });
    await stage.place.clock.advance(settled);
    await expect(stage.start(2, { LatestDeploymentNumber: 0 })).rejects.toBeInstanceOf(ConflictException);
    await expect(stage.start(2, { LatestDeploymentNumber: 1 })).resolves.toMatchObject({ DeploymentNumber: 2 });
  });

  it('is listed newest first, in pages', async () => {
    for (const version of [1, 2, 1]) {
      await stage.start(version);
      await stage.place.clock.advance(settled);
    }
    const { ApplicationId, EnvironmentId } = stage.ids;
    const first = await stage.client.send(new ListDeploymentsCommand({ ApplicationId, EnvironmentId, MaxResults: 2 }));
    expect(first.Items).toMatchObject([
      { DeploymentNumber: 3, State: 'COMPLETE' },
      { DeploymentNumber: 2, ConfigurationVersion: '2' },
    ]);
    const { NextToken } = first;
    const rest = await stage.client.send(
      new ListDeploymentsCommand({ ApplicationId, EnvironmentId, MaxResults: 2, NextToken }),
    );
    expect(rest.Items).toMatchObject([{ DeploymentNumber: 1 }]);
  });

  it('is throttled beyond ten starts a second', async () => {
    const starts = await Promise.allSettled(Array.from({ length: 12 }, () => stage.start(1)));
    const reasons = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason.name] : []));
    expect(reasons.filter((name) => name === 'ThrottlingException')).toHaveLength(2);
    expect(reasons.filter((name) => name === 'ConflictException')).toHaveLength(9);
  });
});

describe('stopping a deployment', () => {
  it('that is deploying rolls it back, and frees the environment when that is done', async () => {
    await stage.start(1, { DeploymentStrategyId: 'AppConfig.Linear20PercentEvery6Minutes' });
    await stage.place.clock.advance(7 * minute);
    expect(await stop(1)).toMatchObject({ State: 'ROLLING_BACK' });
    await expect(stage.start(2)).rejects.toBeInstanceOf(ConflictException);
    await stage.place.clock.advance(settled);
    expect(await stage.deployment(1)).toMatchObject({ State: 'ROLLED_BACK', PercentageComplete: 0 });
    expect(await environmentState()).toBe('ROLLED_BACK');
    await stage.place.clock.advance(60 * minute);
    expect(await stage.deployment(1)).toMatchObject({ State: 'ROLLED_BACK' });
    await expect(stage.start(2)).resolves.toBeDefined();
  });

  it('that bakes takes AllowRevert', async () => {
    await stage.start(1, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
    await stage.place.clock.advance(settled);
    await expect(stop(1)).rejects.toBeInstanceOf(BadRequestException);
    expect(await stop(1, true)).toMatchObject({ State: 'ROLLING_BACK' });
  });

  it('that is complete takes AllowRevert, the latest number, and less than 72 hours', async () => {
    await stage.start(1);
    await stage.place.clock.advance(settled);
    await stage.start(2);
    await stage.place.clock.advance(settled);
    await expect(stop(2)).rejects.toBeInstanceOf(BadRequestException);
    await expect(stop(1, true)).rejects.toBeInstanceOf(BadRequestException);
    expect(await stop(2, true)).toMatchObject({ State: 'REVERTED' });
    expect(await environmentState()).toBe('REVERTED');
    await expect(stop(2, true)).rejects.toBeInstanceOf(BadRequestException);
    await stage.start(2);
    await stage.place.clock.advance(73 * 60 * minute);
    await expect(stop(3, true)).rejects.toThrow('72 hours');
  });
});
