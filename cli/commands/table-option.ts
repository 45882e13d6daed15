import { Option } from 'commander';

/** Which ledger is meant: the output `LedgerTableName` of the deployed stack. */
export function tableOption(): Option {
  return new Option('--table <name>', 'the ledger table: output LedgerTableName of the deployed stack')
    .env('TIDEGATE_TABLE')
    .makeOptionMandatory();
}
