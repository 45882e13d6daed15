import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../exit.ts';

/** The packaged product: what would be deployed is what is rehearsed. */
export interface Package {
  /** CloudFormation template. */
  readonly template: string;
  /** Folder of the functions' zips. */
  readonly artifacts: string;
}

/** Where `npm run package` leaves its result. */
export function packageIn(root: string): Package {
  return {
    template: path.join(root, '.serverless', 'cloudformation-template-update-stack.json'),
    artifacts: path.join(root, 'dist'),
  };
}

/** True when there is a packaged product to rehearse. */
export async function isPackaged({ template, artifacts }: Package): Promise<boolean> {
  const found = await Promise.allSettled([access(template), access(artifacts)]);
  return found.every((one) => one.status === 'fulfilled');
}

/** Bundles the functions and packages serverless.yml; throws a Failure with what the tools said. */
export async function buildPackage(root: string, signal: AbortSignal): Promise<void> {
  const child = spawn('npm', ['run', '--silent', 'package'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGTERM',
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Failure(`packaging failed (\`npm run package\`):\n${said.join('').trim()}`);
}
