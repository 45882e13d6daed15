import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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

/** Packages the built functions, then deploys them as a user does; to the emulator, which is not deployed to, as it loads templates. */
export const deployStack = async (cloud: CloudUnderTest): Promise<DeployedStack> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-contract-'));
  const stage = unique('c');
  const config = cloud.config();
  const osls = (...command: string[]) =>
    run(process.execPath, ['node_modules/osls/bin/serverless.js', ...command, '--stage', stage], {
      cwd: root,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: config.endpoint,
        AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
      },
    });
  const clean = () => rm(folder, { recursive: true });
  await osls('package', '--package', folder);
  const prefix = `tidegate-${stage}`;
  if (cloud.name !== 'emulator') {
    await osls('deploy', '--package', folder);
    const remove = async () => {
      await osls('remove');
      await clean();
    };
    return { config, prefix, remove };
  }
  const template = join(folder, 'cloudformation-template-update-stack.json');
  const loaded = await startCloud({ template, artifacts: join(root, 'dist'), timeScale: 20 });
  const remove = async () => {
    await loaded.close();
    await clean();
  };
  return { config: { ...config, endpoint: loaded.endpoint }, prefix, remove };
};
