import { Command, Option } from 'commander';
import { Failure } from '../../exit.ts';
import type { Shell } from '../../shell.ts';
import { reasonOption } from '../reason-option.ts';

interface ContractOptions {
  readonly machine: string;
  readonly reason: string;
  readonly json?: true;
}

/** `tidegate migrations contract`: starts the machine `migration` in contract mode. */
export function contractCommand(shell: Shell): Command {
  return new Command('contract')
    .description(
      'drop what no version needs any more: waits until that is so, passes all gates, and by default asks a person',
    )
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(machineOption())
    .addOption(reasonOption())
    .option('--json', 'print the started execution as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate migrations contract orders --reason "total is gone since 2.0.0" --machine "$MigrationMachineArn"',
    )
    .action(async (service: string, { machine, reason, json }: ContractOptions) => {
      const { SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
      const { clientConfig } = await import('../../../src/adapters/aws/clients.ts');
      const input = JSON.stringify({ service, mode: 'contract', reason });
      const started = await new SFNClient(clientConfig())
        .send(new StartExecutionCommand({ stateMachineArn: machine, input }))
        .catch((error: Error) => {
          throw new Failure(`${machine} could not be started (${error.name}: ${error.message})`);
        });
      if (json) return shell.out.line(JSON.stringify({ executionArn: started.executionArn }, null, 2));
      shell.out.line(
        `${service}: started ${started.executionArn}; \`tidegate migrations status ${service}\` says how far it is`,
      );
    });
}

function machineOption(): Option {
  return new Option('--machine <arn>', 'the state machine migration: output MigrationMachineArn of the deployed stack')
    .env('TIDEGATE_MIGRATION_MACHINE')
    .makeOptionMandatory();
}
