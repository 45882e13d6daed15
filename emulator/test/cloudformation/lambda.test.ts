import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lambdaTypes } from '../../src/cloudformation/resources/lambda.ts';
import { createStack } from '../../src/cloudformation/stack.ts';
import { type Json, readTemplate } from '../../src/cloudformation/template.ts';
import type { LambdaPermission } from '../../src/eventbridge/permissions.ts';
import type { FunctionDefinition } from '../../src/lambda/definition.ts';
import { testPlace } from '../support/place.ts';

let artifacts: string;
let defined: FunctionDefinition[];
let allowed: LambdaPermission[];

beforeAll(() => {
  artifacts = mkdtempSync(join(tmpdir(), 'artifacts-'));
  writeFileSync(join(artifacts, 'work.zip'), '');
});
afterAll(() => rmSync(artifacts, { recursive: true }));
beforeEach(() => {
  defined = [];
  allowed = [];
});

function build(resources: Json) {
  const functions = {
    define: (definition: FunctionDefinition) => {
      defined.push(definition);
      return `arn:aws:lambda:eu-west-1:123456789012:function:${definition.name}`;
    },
  };
  const invokers = [{ allow: (permission: LambdaPermission) => void allowed.push(permission) }];
  return createStack({
    stackName: 'shop-dev',
    template: readTemplate({ Resources: resources }),
    place: testPlace(),
    resourceTypes: lambdaTypes({ functions, invokers, artifacts }),
  });
}

const required = { Handler: 'index.handler', Role: 'arn:r', Runtime: 'nodejs24.x', Code: { S3Key: 'a/b/work.zip' } };
const work = (more: Json = {}) => ({ Type: 'AWS::Lambda::Function', Properties: { ...required, ...more } });

describe('AWS::Lambda::Function', () => {
  it('defines the function from its zip, with what the template says of it', async () => {
    await build({
      Work: work({
        FunctionName: 'work',
        Timeout: '20',
        MemorySize: 512,
        ReservedConcurrentExecutions: 2,
        Environment: { Variables: { RETRIES: 3 } },
      }),
    });
    expect(defined).toEqual([
      {
        name: 'work',
        handler: 'index.handler',
        roleArn: 'arn:r',
        zipFile: join(artifacts, 'work.zip'),
        environment: { RETRIES: '3' },
        timeoutSeconds: 20,
        memoryMb: 512,
        reservedConcurrency: 2,
      },
    ]);
  });

  it.each<[string, Json, string]>([
    ['another runtime than Node.js', { Runtime: 'python3.14' }, 'the runtime python3.14 is not modelled'],
    ['layers', { Layers: ['arn:layer'] }, "AWS::Lambda::Function's Layers is not modelled"],
    [
      'a timeout that is no number',
      { Timeout: 'long' },
      "Resources.Work.Properties.Timeout: must be a number, and is 'long'",
    ],
  ])('refuses %s', async (_, properties, message) => {
    await expect(build({ Work: work(properties) })).rejects.toThrow(message);
  });
});

describe('AWS::Lambda::EventInvokeConfig', () => {
  it('sets retries and age of the function’s asynchronous invocations', async () => {
    const Properties = { FunctionName: { Ref: 'Work' }, MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 };
    await build({ Work: work(), Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties } });
    expect(defined[1]).toEqual({ ...defined[0], maximumEventAgeSeconds: 60, maximumRetryAttempts: 0 });
  });
});

describe('AWS::Lambda::Permission', () => {
  it('is told to whoever invokes functions', async () => {
    const Properties = {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:rule',
    };
    await build({ Work: work(), Permission: { Type: 'AWS::Lambda::Permission', Properties } });
    const functionName = `arn:aws:lambda:eu-west-1:123456789012:function:${defined[0]?.name}`;
    expect(allowed).toEqual([{ functionName, principal: 'events.amazonaws.com', sourceArn: 'arn:rule' }]);
  });
});
