import type { RequestListener } from 'node:http';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type CloudWatch, createCloudWatch } from '../../../emulator/src/cloudwatch/service.ts';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  getMany,
  registerHealthy,
  type Stage,
  weighted,
} from '../../../emulator/test/elb/stage.ts';
import { type Served, serve } from '../../../emulator/test/support/serve.ts';
import { cloudwatchEvidence } from '../../../src/adapters/aws/cloudwatch-evidence.ts';
import type { Counts } from '../../../src/contracts/evidence.ts';

let stage: Stage;
let cloudWatch: CloudWatch;
let served: Served;
let client: CloudWatchClient;
beforeEach(async () => {
  stage = await createStage({ onObservation: (observation) => cloudWatch?.metrics.record(observation) });
  cloudWatch = createCloudWatch(stage.place, { events: { publish: () => undefined } });
  served = await serve(stage.clock, cloudWatch.service);
  client = new CloudWatchClient(served.config);
});
afterEach(async () => {
  client.destroy();
  cloudWatch.close();
  await served.close();
  await stage.close();
});

const requests = 40;

/** Counts of a candidate that gets all the requests, in the minute when it got them. */
const countsOf = async (handler?: RequestListener, fail?: (address: string) => void): Promise<Counts | null> => {
  const listener = await createListener(stage);
  const [stable, candidate] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
  const listenerRule = await createRule(stage, listener, weighted({ [stable]: 0, [candidate]: 1 }));
  const program = await stage.program(handler);
  await registerHealthy(stage, candidate, program);
  await stage.clock.advance(60_000 - (stage.clock.now() % 60_000));
  const from = stage.clock.now();
  fail?.(program.address);
  await getMany(stage, requests);
  await stage.clock.advance(60_000);
  await getMany(stage, 1);
  await stage.clock.advance(120_000);
  const [from8601, to8601] = [new Date(from).toISOString(), new Date(stage.clock.now()).toISOString()];
  const sides = { listenerRule, stable, candidate };
  const [first] = await cloudwatchEvidence(client).minutes(sides, [], from8601, to8601);
  expect(first).toMatchObject({ at: from8601, stable: null });
  return first?.candidate ?? null;
};

it('has no errors of a candidate that answers', async () => {
  expect(await countsOf()).toEqual({ requests, errors: 0, slow: [] });
});

it('has an error for each answer of 5XX', async () => {
  const broken: RequestListener = (_request, response) => {
    response.statusCode = 503;
    response.end();
  };
  expect(await countsOf(broken)).toEqual({ requests, errors: requests, slow: [] });
});

it('has an error for each request whose connection the candidate refused', async () => {
  const refuse = (address: string) => stage.network.detach(address, 8080);
  expect(await countsOf(undefined, refuse)).toEqual({ requests, errors: requests, slow: [] });
});

it('has an error for each request whose connection the candidate broke', async () => {
  const counts = await countsOf((request) => void request.socket.destroy());
  expect(counts).toEqual({ requests, errors: requests, slow: [], unanswered: requests });
});
