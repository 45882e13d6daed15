import { Command, Option } from 'commander';
import { Failure } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { reasonOption } from './reason-option.ts';

interface AbortOptions {
  readonly function: string;
  readonly reason: string;
  readonly json?: true;
}

/** `tidegate abort`: everybody back to the old version. */
export function abortCommand(shell: Shell): Command {
  return new Command('abort')
    .description('send all users back to the old version at once; the release then ends rolled back')
    .argument('<service>', 'name of the service, as in its policy')
    .addOption(functionOption())
    .addOption(reasonOption())
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  tidegate abort orders --reason "checkout is slow" --function tidegate-prod-roll-back',
    )
    .action(async (service: string, options: AbortOptions) => {
      const { openRollBack } = await import('../roll-back.ts');
      const answer = await openRollBack(options.function)({ abort: service, reason: options.reason });
      if (options.json) shell.out.line(JSON.stringify(answer, null, 2));
      if (!answer.rolledBack.includes(service)) throw new Failure(answer.because);
      if (!options.json) shell.out.line(`${service}: everybody is sent back; ${answer.because}`);
    });
}

function functionOption(): Option {
  return new Option('--function <name>', 'the function roll-back: output RollBackArn of the deployed stack')
    .env('TIDEGATE_ROLL_BACK')
    .makeOptionMandatory();
}
