/** Feature flags as AWS AppConfig has them, asked for again and again. In a cluster, the AppConfig agent does this beside the program. */
import process from 'node:process';
import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';

const client = new AppConfigDataClient({});
const address = {
  ApplicationIdentifier: 'shop',
  EnvironmentIdentifier: 'production',
  ConfigurationProfileIdentifier: 'features',
  RequiredMinimumPollIntervalInSeconds: 15,
};

let values = {};
let token;

async function poll() {
  token ??= (await client.send(new StartConfigurationSessionCommand(address))).InitialConfigurationToken;
  const answer = await client.send(new GetLatestConfigurationCommand({ ConfigurationToken: token }));
  token = answer.NextPollConfigurationToken;
  const text = answer.Configuration?.transformToString() ?? '';
  if (text !== '') values = JSON.parse(text);
}

/** Asks for the flags once, then for ever; what was last heard holds while AppConfig can't be asked. */
export async function followFlags(everyMs) {
  await poll();
  setInterval(() => poll().catch((error) => console.warn(`flags stay as they are: ${error.message}`)), everyMs).unref();
}

/** Whether the flag is on at all. */
export const isEnabled = (key) => values[key]?.enabled === true;

/** For how many percent of users the flag is on. */
export function percentOf(key) {
  const { enabled = false, percent = 0 } = values[key] ?? {};
  return enabled ? percent : 0;
}

/** True when a request belongs to the share that has the flag: every user number is met once in a hundred. */
export const isOn = (key, userNumber) => (userNumber * 37) % 100 < percentOf(key);

process.on('SIGTERM', () => client.destroy());
