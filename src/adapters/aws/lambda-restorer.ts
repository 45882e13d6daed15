import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Restorer } from '../../ports/restorer.ts';
import { calling } from './call-failed.ts';

/** Starts RestoreWorkload asynchronously; its maximum event age (serverless.yml) keeps a late start from doing anything. */
export const lambdaRestorer = (client: LambdaClient, functionName: string): Restorer => ({
  begin: async (release) => {
    const Payload = new TextEncoder().encode(JSON.stringify({ release, atOnce: true }));
    const request = new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload });
    await calling('Invoke', () => client.send(request));
  },
});
