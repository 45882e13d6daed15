import * as appconfig from '@aws-sdk/client-appconfig';
import * as appconfigdata from '@aws-sdk/client-appconfigdata';
import * as eks from '@aws-sdk/client-eks';
import * as lambda from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../src/service.ts';
import { serve, service } from './stage.ts';

let stage: Awaited<ReturnType<typeof serve>>;
afterEach(() => stage.close());

describe('restJson', () => {
  it('binds labels, headers and a blob payload, and answers headers and a blob', async () => {
    let seen: unknown;
    const operations = {
      Invoke: (input: lambda.InvokeCommandInput) => {
        seen = input;
        return { StatusCode: 200, FunctionError: 'Unhandled', Payload: new TextEncoder().encode('{"errorType":"X"}') };
      },
    };
    stage = await serve([service('lambda', lambda, operations)]);
    const client = new lambda.LambdaClient(stage.config());
    const name = 'arn:aws:lambda:eu-central-1:1:function:admit release';
    const payload = new TextEncoder().encode('{"a":1}');
    const input = { FunctionName: name, InvocationType: 'RequestResponse' as const, Payload: payload };
    const output = await client.send(new lambda.InvokeCommand(input));
    expect(seen).toEqual(input);
    expect(output.FunctionError).toBe('Unhandled');
    expect(output.StatusCode).toBe(200);
    expect(output.Payload?.transformToString()).toBe('{"errorType":"X"}');
  });

  it('binds query parameters, numbers among them', async () => {
    let seen: unknown;
    const operations = {
      ListDeployments: (input: unknown) => {
        seen = input;
        return { Items: [{ DeploymentNumber: 7, StartedAt: new Date('2026-11-23T08:00:00Z') }] };
      },
    };
    stage = await serve([service('appconfig', appconfig, operations)]);
    const client = new appconfig.AppConfigClient(stage.config());
    const input = { ApplicationId: 'a1', EnvironmentId: 'e1', MaxResults: 5 };
    const output = await client.send(new appconfig.ListDeploymentsCommand(input));
    expect(seen).toEqual(input);
    expect(output.Items).toEqual([{ DeploymentNumber: 7, StartedAt: new Date('2026-11-23T08:00:00Z') }]);
  });

  it('carries a body of maps and honours jsonName', async () => {
    let seen: unknown;
    const cluster = { name: 'shop', endpoint: 'https://127.0.0.1:1', certificateAuthority: { data: 'Q0E=' } };
    const operations = {
      CreateCluster: (input: unknown) => {
        seen = input;
        return { cluster };
      },
    };
    stage = await serve([service('eks', eks, operations)]);
    const client = new eks.EKSClient(stage.config());
    const input = { name: 'shop', roleArn: 'arn:r', resourcesVpcConfig: { subnetIds: ['s'] }, tags: { team: 'x' } };
    const output = await client.send(new eks.CreateClusterCommand({ ...input, clientRequestToken: 't' }));
    expect(seen).toEqual({ ...input, clientRequestToken: 't' });
    expect(output.cluster).toEqual(cluster);
  });

  it('tells two services with one signing name apart by what is asked', async () => {
    const content = new TextEncoder().encode('{"flag":{"enabled":true}}');
    stage = await serve([
      service('appconfig', appconfig, { GetApplication: () => ({ Id: 'a1', Name: 'shop' }) }),
      service('appconfig', appconfigdata, {
        GetLatestConfiguration: () => ({ Configuration: content, NextPollIntervalInSeconds: 60 }),
      }),
    ]);
    const control = new appconfig.AppConfigClient(stage.config());
    const data = new appconfigdata.AppConfigDataClient(stage.config());
    const application = await control.send(new appconfig.GetApplicationCommand({ ApplicationId: 'a1' }));
    const latest = await data.send(new appconfigdata.GetLatestConfigurationCommand({ ConfigurationToken: 't' }));
    expect(application.Name).toBe('shop');
    expect(latest.NextPollIntervalInSeconds).toBe(60);
    expect(Buffer.from(latest.Configuration ?? []).toString()).toBe('{"flag":{"enabled":true}}');
  });

  it('answers an operation without output', async () => {
    stage = await serve([service('appconfig', appconfig, { DeleteApplication: () => undefined })]);
    const client = new appconfig.AppConfigClient(stage.config());
    const output = await client.send(new appconfig.DeleteApplicationCommand({ ApplicationId: 'a1' }));
    expect(output.$metadata.httpStatusCode).toBe(204);
  });

  it('raises the client’s own class with the modelled status code', async () => {
    const operations = {
      StartDeployment: () => {
        throw new ServiceError('ConflictException', 'another deployment is under way');
      },
    };
    stage = await serve([service('appconfig', appconfig, operations)]);
    const client = new appconfig.AppConfigClient(stage.config());
    const ids = { ApplicationId: 'a', EnvironmentId: 'e', DeploymentStrategyId: 's', ConfigurationProfileId: 'p' };
    const refusal = client.send(new appconfig.StartDeploymentCommand({ ...ids, ConfigurationVersion: '1' }));
    await expect(refusal).rejects.toBeInstanceOf(appconfig.ConflictException);
    await expect(refusal).rejects.toMatchObject({ $metadata: { httpStatusCode: 409 } });
  });

  it('names the operation that is not implemented', async () => {
    stage = await serve([service('eks', eks, {})]);
    const client = new eks.EKSClient(stage.config());
    await expect(client.send(new eks.ListClustersCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'the emulator does not implement eks:ListClusters',
    });
  });
});
