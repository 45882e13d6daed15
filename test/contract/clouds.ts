import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type Cloud, startCloud } from '../../emulator/src/cloud.ts';

/** Clouds whose differences we know. */
export type CloudName = 'emulator' | 'moto' | 'ministack';

/** What every SDK client of a scenario is created with. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** The cloud that the scenarios of one subject run against. */
export interface CloudUnderTest {
  readonly name: CloudName;
  /** A client of this cloud, destroyed after the last scenario. */
  client<Client extends { destroy(): void }>(Constructor: new (config: ClientConfig) => Client): Client;
  config(): ClientConfig;
  /**
   * Declares a scenario. For a cloud in `knownBugs` it is expected to fail, and the reason stands in its name: as soon as that
   * cloud passes, the scenario fails, so that no reason outlives its bug.
   */
  scenario(claim: string, run: () => Promise<void>, knownBugs?: KnownBugs): void;
}

export type KnownBugs = Partial<Record<CloudName, string>>;

interface Target {
  readonly name: CloudName;
  /** Undefined for the emulator, which is started here. */
  readonly endpoint: string | undefined;
}

const isCloudName = (name: string): name is CloudName => ['emulator', 'moto', 'ministack'].includes(name);

const targets: readonly Target[] = (process.env['CONTRACT_TARGETS'] ?? 'emulator').split(',').map((text) => {
  const [name = '', endpoint] = text.trim().split('=');
  if (isCloudName(name) && (name === 'emulator') === (endpoint === undefined)) return { name, endpoint };
  throw new Error(`CONTRACT_TARGETS: "${text}" is neither emulator, moto=URL nor ministack=URL`);
});

/** Declares the scenarios of one subject, once per cloud. */
export const onEachCloud = (subject: string, declare: (cloud: CloudUnderTest) => void): void => {
  for (const target of targets)
    describe(`${subject} on ${target.name}`, () => {
      const { cloud, close } = underTest(target);
      declare(cloud);
      afterAll(close);
    });
};

const underTest = ({ name, endpoint }: Target): { cloud: CloudUnderTest; close(): Promise<void> } => {
  const clients: { destroy(): void }[] = [];
  let emulator: Cloud | undefined;
  beforeAll(async () => {
    if (endpoint === undefined) emulator = await startCloud({ timeScale: 20 });
    else await reach(name, endpoint);
  });
  const config = (): ClientConfig => ({
    endpoint: endpoint ?? emulator?.endpoint ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
    maxAttempts: 6,
  });
  const cloud: CloudUnderTest = {
    name,
    config,
    client: (Constructor) => {
      const client = new Constructor(config());
      clients.push(client);
      return client;
    },
    scenario: (claim, run, knownBugs = {}) => {
      const bug = knownBugs[name];
      if (bug === undefined) it(claim, run);
      else it.failing(`${claim} [fails on ${name}: ${bug}]`, run);
    },
  };
  const close = async () => {
    for (const client of clients) client.destroy();
    await emulator?.close();
  };
  return { cloud, close };
};

/** Without this, a cloud that is down would pass all that it is expected to fail. */
const reach = async (name: CloudName, endpoint: string): Promise<void> => {
  try {
    await fetch(endpoint);
  } catch (cause) {
    throw new Error(`${name} does not answer at ${endpoint}: start it as test/contract/README.md says`, { cause });
  }
};

/** A name that no earlier run left behind: foreign clouds keep what they were given. */
export const unique = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`;

/** Asks until the answer satisfies, and rejects after ten seconds with the last answer. */
export const eventually = async <Answer>(
  ask: () => Promise<Answer>,
  satisfies: (answer: Answer) => boolean,
): Promise<Answer> => {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain; at last: ${JSON.stringify(answer)}`);
    await delay(50);
  }
};
