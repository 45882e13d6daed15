import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clientConfig } from '../src/adapters/aws/clients.ts';
import type { OperatorAbort } from '../src/contracts/turns.ts';
import { Failure } from './exit.ts';

const Answer = z.object({ rolledBack: z.array(z.string()), fallingBack: z.array(z.string()), because: z.string() });
export type RollBackAnswer = z.infer<typeof Answer>;

const Thrown = z.object({ errorType: z.string().default('Error'), errorMessage: z.string() });

/** The function may take its whole timeout, and a second try would only do the same again. */
const patience = { ...clientConfig().requestHandler, requestTimeout: 30_000 };

/** Asks the function roll-back, as an alarm does, and waits for its answer. */
export function openRollBack(
  functionName: string,
  client = new LambdaClient({ ...clientConfig(), requestHandler: patience }),
): (abort: OperatorAbort) => Promise<RollBackAnswer> {
  return async (abort) => {
    const request = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(abort) });
    const { FunctionError, Payload } = await client.send(request).catch((error: Error) => {
      throw new Failure(`${functionName} could not be invoked (${error.name}: ${error.message})${byHand}`);
    });
    const told: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
    if (FunctionError === undefined) return Answer.parse(told);
    const { errorType, errorMessage } = Thrown.parse(told);
    throw new Failure(`${functionName} failed with ${errorType}: ${errorMessage}${byHand}`);
  };
}

const byHand = '. Try again; if it stays so, give the old target group weight 100 and the new one 0 by hand';
