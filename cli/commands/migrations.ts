import { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { abortMigrationCommand } from './migrations/abort.ts';
import { checkMigrationsCommand } from './migrations/check.ts';
import { contractCommand } from './migrations/contract.ts';
import { migrationHistoryCommand } from './migrations/history.ts';
import { migrationStatusCommand } from './migrations/status.ts';

/** `tidegate migrations`: check, status, history, contract, abort. */
export function migrationsCommand(shell: Shell): Command {
  return new Command('migrations')
    .description('check schema migrations, watch them, end them, and drop what no version needs any more')
    .addCommand(checkMigrationsCommand(shell))
    .addCommand(migrationStatusCommand(shell))
    .addCommand(migrationHistoryCommand(shell))
    .addCommand(contractCommand(shell))
    .addCommand(abortMigrationCommand(shell));
}
