import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLambda, type Lambda } from '../../src/lambda/service.ts';
import { createClock } from '../../src/scaled-clock.ts';
import { seededRandom } from '../../src/seeded-random.ts';
import { createStates, type States } from '../../src/states/service.ts';
import { type Served, serve } from '../support/serve.ts';
import { invoke, roleArn } from './stage.ts';

const clock = createClock({ scale: Infinity });
const folder = mkdtempSync(join(tmpdir(), 'states-lambda-'));
let lambda: Lambda;
let states: States;
let served: Served;
let client: SFNClient;
let onEnd: () => void = () => {};

beforeAll(async () => {
  const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(5) };
  const publish = ({ detail }: { detail: unknown }) => {
    if ((detail as { status: string }).status !== 'RUNNING') onEnd();
  };
  lambda = createLambda(place, { endpoint: () => served.config.endpoint });
  states = createStates(place, { functions: lambda.functions, events: { publish } });
  served = await serve(clock, lambda.service, states.service);
  client = new SFNClient(served.config);
  writeFileSync(
    join(folder, 'index.js'),
    `exports.handler = async ({ how }) => {
      if (how === 'exit') process.exit(1);
      if (how === 'hang') await new Promise(() => {});
      if (how === 'throw') throw Object.assign(new Error('no'), { name: 'StaleRelease' });
      return { how };
    };`,
  );
  lambda.define({ name: 'behaves', handler: 'index.handler', directory: folder, timeoutSeconds: 1 });
});
afterAll(async () => {
  client.destroy();
  states.close();
  await lambda.close();
  await served.close();
  clock.close();
  rmSync(folder, { recursive: true });
});

async function run(how: string) {
  const machine = `behaves-${how}`;
  const definition = { QueryLanguage: 'JSONata', StartAt: 'T', States: { T: invoke('behaves') } };
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const executionArn = states.machines.start(states.define({ name: machine, roleArn, definition }), { how });
  await ended;
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

it.each([
  ['exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 1'],
  ['hang', 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
  ['throw', 'StaleRelease', '"errorMessage":"no"'],
])('a task fails with what became of the function: %s', async (how, error, inCause) => {
  const described = await run(how);
  expect(described).toMatchObject({ status: 'FAILED', error });
  expect(described.cause).toContain(inCause);
});

it('a task succeeds with what the function answered', async () => {
  const { output } = await run('well');
  expect(JSON.parse(output ?? '')).toMatchObject({ Payload: { how: 'well' } });
});
