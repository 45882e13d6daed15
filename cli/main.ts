/** The operator's command. Run it by tidegate.mjs, which finds a Node that can. */
import { run } from './run.ts';
import { createShell } from './shell.ts';

await run(process.argv.slice(2), createShell(process));
