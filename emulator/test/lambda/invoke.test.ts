import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stage, stage } from './stage.ts';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on.close());

const exporting = (body: string) => `exports.handler = async (event, context) => { ${body} };`;

describe('Invoke', () => {
  it('runs the bundle with the environment and the context that Lambda gives, and nothing of the emulator', async () => {
    process.env['SECRET_OF_THE_EMULATOR'] = 'x';
    const arn = on.define(
      'sees',
      exporting('return { event, env: process.env, context, left: context.getRemainingTimeInMillis() };'),
      {
        timeoutSeconds: 7,
        memoryMb: 256,
        environment: { MINE: 'yes' },
      },
    );
    const { payload, statusCode } = await on.invoke('sees', { n: 1 });
    const { event, env, context, left } = payload as Record<string, Record<string, unknown>>;
    expect({ statusCode, event }).toEqual({ statusCode: 200, event: { n: 1 } });
    expect(env).toMatchObject({
      MINE: 'yes',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'sees',
      AWS_ACCESS_KEY_ID: 'sees',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/sees',
      _HANDLER: 'index.handler',
    });
    expect(env).not.toHaveProperty('SECRET_OF_THE_EMULATOR');
    expect(context).toMatchObject({ functionName: 'sees', invokedFunctionArn: arn, memoryLimitInMB: '256' });
    expect(context?.['awsRequestId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(left)).toBeGreaterThan(3000);
    expect(Number(left)).toBeLessThanOrEqual(7000);
  });

  it.each([
    ['a CommonJS bundle', { 'index.js': 'module.exports = { handler: async () => "cjs" };' }, 'index.handler', 'cjs'],
    ['an ESM bundle', { 'index.mjs': 'export const handler = async () => "mjs";' }, 'index.handler', 'mjs'],
    [
      'a module package',
      { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = () => "esm";' },
      'index.handler',
      'esm',
    ],
    [
      'a handler in a folder',
      { 'src/app.js': 'exports.api = { get: async () => "deep" };' },
      'src/app.api.get',
      'deep',
    ],
  ])('loads %s', async (name, files, handler, expected) => {
    const functionName = name.replaceAll(' ', '-');
    on.define(functionName, files as Record<string, string>, { handler });
    expect(await on.invoke(functionName)).toMatchObject({ payload: expected, functionError: undefined });
  });

  it('uses a warm process again, and starts others for invocations at the same time', async () => {
    on.define(
      'counts',
      `let n = 0; ${exporting('n += 1; await new Promise((r) => setTimeout(r, event.ms)); return [process.pid, n];')}`,
    );
    const first = (await on.invoke('counts', { ms: 0 })).payload as number[];
    expect((await on.invoke('counts', { ms: 0 })).payload).toEqual([first[0], 2]);
    const both = [0, 0].map((ms) => on.lambda.functions.invoke('counts', { ms }, 'request'));
    const pids = (await Promise.all(both)).map(({ payload }) => (payload as number[])[0]);
    expect(new Set(pids).size).toBe(2);
  });

  it('throttles above the reserved concurrency', async () => {
    const gate = join(on.folder, 'gate');
    const waiting = `while (!require('node:fs').existsSync(${JSON.stringify(gate)})) await new Promise((r) => setTimeout(r, 5));`;
    on.define('alone', exporting(waiting), { reservedConcurrency: 1, timeoutSeconds: 60 });
    const first = on.lambda.functions.invoke('alone', {}, 'request');
    await expect(on.invoke('alone')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    writeFileSync(gate, '');
    expect(await first).toEqual({ payload: null });
  });

  it('refuses functions that do not exist and payloads that are no JSON', async () => {
    await expect(on.invoke('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const invoking = on.invoke('sees', {}, { Payload: '{' });
    await expect(invoking).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  it('checks without invoking in a dry run', async () => {
    expect(await on.invoke('sees', {}, { InvocationType: 'DryRun' })).toMatchObject({
      statusCode: 204,
      payload: undefined,
    });
  });

  it('describes and lists functions', async () => {
    const { Configuration } = await on.client.send(new GetFunctionCommand({ FunctionName: 'sees' }));
    expect(Configuration).toMatchObject({ Timeout: 7, MemorySize: 256, Environment: { Variables: { MINE: 'yes' } } });
    const { Functions } = await on.client.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toContain('sees');
  });
});

describe('a function that fails', () => {
  const failing = async (name: string, source: string, more = {}) => {
    on.define(name, source, more);
    return on.invoke(name);
  };

  it('names the error by the name of what was thrown', async () => {
    const source = exporting('throw Object.assign(new Error("too late"), { name: "ReleaseAborted" });');
    const { functionError, payload } = await failing('throws', source);
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'ReleaseAborted', errorMessage: 'too late' });
    expect((payload as { trace: string[] }).trace[0]).toBe('ReleaseAborted: too late');
  });

  it.each([
    ['exits', exporting('process.exit(3);'), 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    [
      'is-killed',
      exporting('process.kill(process.pid, "SIGKILL"); await new Promise(() => {});'),
      'Runtime.ExitError',
      'signal: killed',
    ],
    [
      'lets-escape',
      exporting('setImmediate(() => { throw new TypeError("escaped"); }); await new Promise(() => {});'),
      'TypeError',
      'escaped',
    ],
    [
      'forgets-await',
      exporting('Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 500));'),
      'Runtime.UnhandledPromiseRejection',
      'lost',
    ],
    ['syntax', 'exports.handler = async () => {', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['no-handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined'],
    [
      'callback',
      'exports.handler = (event, context, callback) => callback();',
      'Runtime.CallbackHandlerDeprecated',
      'callback-based',
    ],
    ['large', exporting('return "x".repeat(6291555);'), 'Function.ResponseSizeTooLarge', '6291556'],
    ['import', 'require("./missing.js")', 'Error', "Cannot find module './missing.js'"],
  ])('%s: says so', async (name, source, errorType, errorMessage) => {
    const { functionError, payload } = await failing(name, source);
    expect({ functionError, payload }).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType, errorMessage: expect.stringContaining(errorMessage) },
    });
  });

  it('is killed at its timeout, and starts anew', async () => {
    const source = `let n = 0; ${exporting('n += 1; while (event.hang) {} return n;')}`;
    on.define('hangs', source, { timeoutSeconds: 1 });
    const { payload } = await on.invoke('hangs', { hang: true });
    expect(payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect((payload as { errorMessage: string }).errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
    );
    expect((await on.invoke('hangs', { hang: false })).payload).toBe(1);
  });

  it('can be made to crash in the middle of an invocation, once', async () => {
    on.define('crashes', exporting('if (event.hang) await new Promise(() => {}); return "done";'));
    on.lambda.crashNext('crashes', 20);
    expect((await on.invoke('crashes', { hang: true })).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect((await on.invoke('crashes', { hang: false })).payload).toBe('done');
  });
});

describe('definitions', () => {
  it.each([
    ['a reserved variable', { environment: { AWS_REGION: 'x' } }, 'AWS_REGION'],
    ['a timeout above 15 minutes', { timeoutSeconds: 901 }, 'Timeout'],
    ['a handler without an export', { handler: 'index' }, 'Handler'],
    ['too little memory', { memoryMb: 64 }, 'MemorySize'],
  ])('refuses %s', (_, more, named) => {
    expect(() => on.define('refused', exporting(''), more)).toThrow(named);
  });
});

describe('logs and processes', () => {
  it('keeps what functions write, line by line', async () => {
    const told: string[] = [];
    const other = await stage({ logs: ({ text }) => void told.push(text) });
    other.define('talks', exporting('console.log("one\\ntwo"); console.error("three"); process.stdout.write("four");'));
    await other.invoke('talks');
    await other.close();
    const lines = other.lambda.logLines('talks').map(({ text }) => text);
    expect(lines.toSorted()).toEqual(['four', 'one', 'three', 'two']);
    expect(told).toEqual(lines);
  });

  it('leaves no process and no unpacked code behind when closed', async () => {
    const other = await stage();
    other.define('stays', exporting('return [process.pid, process.env.LAMBDA_TASK_ROOT];'));
    const [pid, folder] = (await other.invoke('stays')).payload as [number, string];
    expect(existsSync(folder)).toBe(true);
    await other.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(folder)).toBe(false);
  });
});
