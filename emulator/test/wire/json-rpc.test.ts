import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecr from '@aws-sdk/client-ecr';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as sfn from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../src/service.ts';
import { serve, service } from './stage.ts';

let stage: Awaited<ReturnType<typeof serve>>;
afterEach(() => stage.close());

describe('awsJson', () => {
  it('carries structures, lists and timestamps both ways (1.0)', async () => {
    const at = new Date('2026-11-23T08:00:00.250Z');
    let seen: unknown;
    const operations = {
      GetMetricData: (input: cloudwatch.GetMetricDataCommandInput) => {
        seen = input;
        return { MetricDataResults: [{ Id: 'm1', Timestamps: [at], Values: [0.5] }] };
      },
    };
    stage = await serve([service('monitoring', cloudwatch, operations)]);
    const client = new cloudwatch.CloudWatchClient(stage.config());
    const input = { StartTime: at, EndTime: at, MetricDataQueries: [{ Id: 'm1', Expression: 'm2 / m3' }] };
    const output = await client.send(new cloudwatch.GetMetricDataCommand(input));
    expect(seen).toEqual(input);
    expect(output.MetricDataResults).toEqual([{ Id: 'm1', Timestamps: [at], Values: [0.5] }]);
  });

  it('carries maps both ways (1.1)', async () => {
    const seen: unknown[] = [];
    const operations = {
      PutTargets: (input: unknown) => {
        seen.push(input);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    };
    stage = await serve([service('events', eventbridge, operations)]);
    const client = new eventbridge.EventBridgeClient(stage.config());
    const transformer = { InputPathsMap: { tag: '$.detail.image-tag' }, InputTemplate: '{"tag": <tag>}' };
    const input = { Rule: 'pushes', Targets: [{ Id: 'f', Arn: 'arn:f', InputTransformer: transformer }] };
    const output = await client.send(new eventbridge.PutTargetsCommand(input));
    expect(seen).toEqual([input]);
    expect(output).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
  });

  it('carries blobs both ways', async () => {
    const bytes = new Uint8Array([0, 1, 254, 255]);
    let seen: unknown;
    const operations = {
      UploadLayerPart: (input: ecr.UploadLayerPartCommandInput) => {
        seen = input.layerPartBlob;
        return { lastByteReceived: 3 };
      },
    };
    stage = await serve([service('ecr', ecr, operations)]);
    const client = new ecr.ECRClient(stage.config());
    const part = { repositoryName: 'shop', uploadId: 'u', partFirstByte: 0, partLastByte: 3, layerPartBlob: bytes };
    await client.send(new ecr.UploadLayerPartCommand(part));
    expect(seen).toEqual(bytes);
  });

  it('raises the client’s own class for a modelled error', async () => {
    const operations = {
      DescribeExecution: () => {
        throw new ServiceError('ExecutionDoesNotExist', "no <execution> & 'x'");
      },
    };
    stage = await serve([service('states', sfn, operations)]);
    const client = new sfn.SFNClient(stage.config());
    const refusal = client.send(new sfn.DescribeExecutionCommand({ executionArn: 'arn:x' }));
    await expect(refusal).rejects.toBeInstanceOf(sfn.ExecutionDoesNotExist);
    await expect(refusal).rejects.toMatchObject({ message: "no <execution> & 'x'" });
  });

  it('gives an error its further members', async () => {
    const operations = {
      CreateRepository: () => {
        throw new ServiceError('KmsException', 'key is disabled', 400, { kmsError: 'DisabledException' });
      },
    };
    stage = await serve([service('ecr', ecr, operations)]);
    const client = new ecr.ECRClient(stage.config());
    await expect(client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'shop' }))).rejects.toMatchObject({
      name: 'KmsException',
      kmsError: 'DisabledException',
    });
  });

  it('raises the right class where the service once spoke awsQuery', async () => {
    const operations = {
      SetAlarmState: () => {
        throw new ServiceError('ResourceNotFound', 'no such alarm');
      },
    };
    stage = await serve([service('monitoring', cloudwatch, operations)]);
    const client = new cloudwatch.CloudWatchClient(stage.config());
    const input = { AlarmName: 'a', StateValue: 'OK', StateReason: 'test' } as const;
    const refusal = client.send(new cloudwatch.SetAlarmStateCommand(input));
    await expect(refusal).rejects.toBeInstanceOf(cloudwatch.ResourceNotFound);
    await expect(refusal).rejects.toMatchObject({ Error: { Code: 'ResourceNotFound', Type: 'Sender' } });
  });

  it('makes a throttling error retryable for the client', async () => {
    const operations = {
      StartExecution: () => {
        throw new ServiceError('ThrottlingException', 'Rate exceeded');
      },
    };
    stage = await serve([service('states', sfn, operations)]);
    const client = new sfn.SFNClient({ ...stage.config(), maxAttempts: 2, retryMode: 'standard' });
    const refusal = client.send(new sfn.StartExecutionCommand({ stateMachineArn: 'arn:x' }));
    await expect(refusal).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { attempts: 2 } });
  });

  it('tells a defect of the emulator apart from the service’s errors', async () => {
    const operations = {
      ListExecutions: () => {
        throw new TypeError('x is undefined');
      },
    };
    stage = await serve([service('states', sfn, operations)]);
    const client = new sfn.SFNClient(stage.config());
    await expect(client.send(new sfn.ListExecutionsCommand({ stateMachineArn: 'arn:x' }))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.stringContaining('a defect of the emulator in states:ListExecutions'),
    });
    expect(stage.defects).toEqual([expect.any(TypeError)]);
  });
});
