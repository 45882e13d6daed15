import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientConfig } from '../aws/clients.ts';
import { cloudwatchEvidence } from '../aws/cloudwatch-evidence.ts';

export const openEvidence = () => cloudwatchEvidence(new CloudWatchClient(clientConfig()));
