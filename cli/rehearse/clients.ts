import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

/** Where the rehearsal's cloud is. */
export interface CloudAddress {
  readonly endpoint: string;
  readonly region: string;
}

/** The operator's clients: what a person with a console and a terminal would use. */
export interface OperatorClients {
  readonly ecr: ECRClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly eks: EKSClient;
  readonly appConfig: AppConfigClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly states: SFNClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
}

/** Who the rehearsal's own calls are from in the record of calls. */
export const operator = 'operator';

/** Who the calls of the team's own programs are from. */
export const program = 'program';

/** What a program in a pod is told of the cloud it runs in, in the variables that all AWS SDKs read. */
export function podEnvironment({ endpoint, region }: CloudAddress): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: program,
    AWS_SECRET_ACCESS_KEY: 'unused-here',
  };
}

/** Creates the operator's clients; nothing is asked yet. */
export function createOperatorClients({ endpoint, region }: CloudAddress): OperatorClients {
  const config = { endpoint, region, credentials: { accessKeyId: operator, secretAccessKey: 'unused-here' } };
  return {
    ecr: new ECRClient(config),
    elb: new ElasticLoadBalancingV2Client(config),
    eks: new EKSClient(config),
    appConfig: new AppConfigClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    states: new SFNClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client(config),
  };
}
