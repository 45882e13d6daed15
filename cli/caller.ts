import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from '../src/adapters/aws/clients.ts';

/** Who runs this command: the ARN that AWS knows, else (and why) the name of the user of this computer. */
export async function callerName(): Promise<{ readonly name: string; readonly doubt?: string }> {
  const client = new STSClient(clientConfig());
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand());
    return Arn === undefined ? { name: userInfo().username, doubt: 'AWS gave no ARN' } : { name: Arn };
  } catch (error) {
    return { name: userInfo().username, doubt: error instanceof Error ? error.message : String(error) };
  } finally {
    client.destroy();
  }
}
