import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eks from '@aws-sdk/client-eks';
import * as sfn from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ForwardedService, ServiceError } from '../../src/service.ts';
import { ConnectionLost } from '../../src/wire/wire-error.ts';
import { serve, service } from './stage.ts';

let stage: Awaited<ReturnType<typeof serve>>;
afterEach(() => stage.close());

const start = (name: string) => new sfn.StartExecutionCommand({ stateMachineArn: 'arn:x', name });

describe('the wire', () => {
  it('records who called what with which input, and the error that was answered', async () => {
    const operations = {
      StartExecution: (input: sfn.StartExecutionCommandInput) => {
        if (input.name === 'twice') throw new ServiceError('ExecutionAlreadyExists', 'twice');
        return { executionArn: 'arn:e' };
      },
    };
    stage = await serve([service('states', sfn, operations)]);
    await new sfn.SFNClient(stage.config('on-image-pushed')).send(start('once'));
    await expect(new sfn.SFNClient(stage.config('operator')).send(start('twice'))).rejects.toThrow('twice');
    expect(stage.recorder.calls({ caller: 'on-image-pushed' })).toEqual([
      {
        at: 0,
        caller: 'on-image-pushed',
        service: 'states',
        operation: 'StartExecution',
        input: { stateMachineArn: 'arn:x', name: 'once' },
        durationMs: 0,
      },
    ]);
    expect(stage.recorder.calls({ caller: 'operator' })).toMatchObject([{ error: 'ExecutionAlreadyExists' }]);
  });

  it('records the input as it was sent, whatever the service does to it', async () => {
    const operations = {
      StartExecution: (input: { name?: string }) => {
        input.name = 'changed';
        return {};
      },
    };
    stage = await serve([service('states', sfn, operations)]);
    await new sfn.SFNClient(stage.config()).send(start('once'));
    expect(stage.recorder.calls()).toMatchObject([{ input: { name: 'once' } }]);
  });

  it('cuts the connection when a call is to get no answer, and records that', async () => {
    stage = await serve([service('states', sfn, { StartExecution: () => ({}) })], () => {
      throw new ConnectionLost('cut by the test');
    });
    const refusal = new sfn.SFNClient(stage.config()).send(start('once'));
    await expect(refusal).rejects.toThrow('socket hang up');
    expect(stage.recorder.calls()).toMatchObject([{ operation: 'StartExecution', error: 'ConnectionLost' }]);
  });

  it('names a service that the emulator does not have', async () => {
    stage = await serve([service('states', sfn, {})]);
    await expect(new eks.EKSClient(stage.config()).send(new eks.ListClustersCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('eks'),
    });
  });

  it('finds the service of an unsigned request by its target', async () => {
    stage = await serve([service('states', sfn, { ListStateMachines: () => ({ stateMachines: [] }) })]);
    const headers = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    const answer = await fetch(stage.endpoint, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toEqual({ stateMachines: [] });
    expect(stage.recorder.calls()).toMatchObject([{ caller: 'anonymous' }]);
  });

  it('refuses a body that is no JSON', async () => {
    stage = await serve([service('states', sfn, { ListStateMachines: () => ({}) })]);
    const headers = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    const answer = await fetch(stage.endpoint, { method: 'POST', headers, body: '{"a":' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'SerializationException' });
  });

  it('hands a forwarded service the raw message, and records the call and its error by the schema', async () => {
    const forwarded: ForwardedService = {
      signingName: 'dynamodb',
      sdk: dynamodb,
      forward: async (request) => ({
        statusCode: 400,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({
          __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
          message: `refused ${request.body.byteLength > 0}`,
        }),
      }),
    };
    stage = await serve([forwarded]);
    const client = new dynamodb.DynamoDBClient(stage.config());
    const put = new dynamodb.PutItemCommand({ TableName: 'ledger', Item: { id: { S: 'orders' } } });
    await expect(client.send(put)).rejects.toBeInstanceOf(dynamodb.ConditionalCheckFailedException);
    expect(stage.recorder.calls()).toMatchObject([
      { operation: 'PutItem', input: { TableName: 'ledger' }, error: 'ConditionalCheckFailedException' },
    ]);
  });
});
