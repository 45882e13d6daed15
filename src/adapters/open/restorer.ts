import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from '../aws/clients.ts';
import { lambdaRestorer } from '../aws/lambda-restorer.ts';
import { fromEnvironment } from './from-environment.ts';

export const openRestorer = () =>
  lambdaRestorer(new LambdaClient(clientConfig()), fromEnvironment('RESTORE_WORKLOAD_FUNCTION'));
