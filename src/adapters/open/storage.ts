import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientConfig } from '../aws/clients.ts';
import { rdsStorage } from '../aws/rds-storage.ts';

export const openStorage = () => rdsStorage(new CloudWatchClient(clientConfig()));
