import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCloud } from '../../emulator/src/cloud.ts';
import { type ClientConfig, type CloudUnderTest, unique } from './clouds.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The product's stack, deployed under a stage of its own. */
export interface DeployedStack {
  readonly config: ClientConfig;
  /** What its names begin with. */
  readonly prefix: string;
  remove(): Promise<void>;
}

/** Deploys as a user does, from a copy, so that the package of the work tree stays. The emulator loads the template instead. */
export const deployStack = async (cloud: CloudUnderTest): Promise<DeployedStack> => {
  const folder = await copyOfStack();
  const stage = unique('c');
  const config = cloud.config();
  const osls = (command: string) =>
    run(process.execPath, [join(root, 'node_modules/osls/bin/serverless.js'), command, '--stage', stage], {
      cwd: folder,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: config.endpoint,
        AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
      },
    });
  const removed = async (undeploy: () => Promise<unknown>) => {
    await undeploy();
    await rm(folder, { recursive: true });
  };
  const prefix = `tidegate-${stage}`;
  if (cloud.name !== 'emulator') {
    await osls('deploy');
    return { config, prefix, remove: () => removed(() => osls('remove')) };
  }
  await osls('package');
  const template = join(folder, '.serverless/cloudformation-template-update-stack.json');
  const loaded = await startCloud({ template, artifacts: join(folder, 'dist'), timeScale: 20 });
  return { config: { ...config, endpoint: loaded.endpoint }, prefix, remove: () => removed(() => loaded.close()) };
};

const copyOfStack = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-contract-'));
  for (const part of ['serverless.yml', 'infra', 'events', 'statemachines', 'dist', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  return folder;
};
