#!/usr/bin/env node
// Runs the command with a Node that can: this one, or the one that npm installed beside Tidegate. Must itself run on old ones.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const needed = 24;
const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.join(here, 'main.ts');

function installedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const binary = path.join(folder, 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  child.on('error', (error) => {
    console.error(`tidegate: ${node} could not be started: ${error.message}`);
    process.exit(2);
  });
}

if (Number(process.versions.node.split('.', 1)[0]) >= needed) {
  await import(pathToFileURL(program).href);
} else {
  const node = installedNode();
  if (node) runWith(node);
  else {
    console.error(
      `tidegate: Node ${needed} or newer is needed, this is ${process.version}. Either run \`npm ci\` in the folder of Tidegate ` +
        `(on Linux it brings its own Node), or install Node ${needed} from https://nodejs.org and run this again.`,
    );
    process.exit(2);
  }
}
