import { SFNClient } from '@aws-sdk/client-sfn';
import { clientConfig } from '../aws/clients.ts';
import { sfnExecutions } from '../aws/sfn-executions.ts';
import { fromEnvironment } from './from-environment.ts';

export const openMigrationExecutions = () =>
  sfnExecutions(new SFNClient(clientConfig()), fromEnvironment('MIGRATION_MACHINE_ARN'));
