// What runs in place of the migrator's image. The name of the database says what it does.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';

const [stage, ...words] = process.argv.slice(2);
const option = (name) => words[words.indexOf(`--${name}`) + 1];
const { TIDEGATE_DB_HOST, TIDEGATE_DB_USER, TIDEGATE_DB_NAME, TIDEGATE_TERMINATION_LOG } = process.env;

const answer = (result, exitCode) => {
  writeFileSync(TIDEGATE_TERMINATION_LOG, JSON.stringify({ stage, ...result }));
  process.exit(exitCode);
};
const files = () => readdirSync(option('migrations')).toSorted().join(', ');
const copy = () => {
  const doing = existsSync(`${option('control')}/pause`) ? 'paused' : 'copying';
  process.stdout.write(`${JSON.stringify({ progress: { file: '001_a.sql', table: 'orders', doing, percent: 43 } })}\n`);
  process.stdout.write('Copied some rows.\n');
};

const ways = {
  passes: () =>
    answer({ outcome: 'passed', because: `${TIDEGATE_DB_USER} at ${TIDEGATE_DB_HOST} reads ${files()}` }, 0),
  refuses: () => answer({ outcome: 'refused', gate: 'drift', because: 'orders has another column' }, 1),
  dies: () => process.kill(process.pid, 'SIGKILL'),
  copies: () => {
    process.on('SIGTERM', () => answer({ outcome: 'failed', error: 'Interrupted', because: 'ended', again: true }, 2));
    setInterval(copy, 20);
  },
};
ways[TIDEGATE_DB_NAME]();
