import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import type { AnswerStep } from '../../src/contracts/rehearsal/story.ts';
import type { ApprovalWord } from '../../src/contracts/turns.ts';
import { openQuestion } from '../../src/domain/asking.ts';
import { Failure } from '../exit.ts';
import type { OperatorClients } from './clients.ts';
import type { Watch } from './watch/watch.ts';

/** Who is asked, and where. */
export interface AnswerStage {
  readonly clients: OperatorClients;
  readonly watch: Watch;
  readonly table: string;
  readonly answerFunction: string;
}

const storyteller = 'the story';
const Outcome = z.object({ outcome: z.enum(['kept', 'late', 'notAsked']), because: z.string() });

/** Waits until the service's release asks something, and answers it as a chat bot would: by the function answer-approval. */
export async function answerWhenAsked(
  service: string,
  { said, because }: AnswerStep,
  { clients, watch, table, answerFunction }: AnswerStage,
): Promise<void> {
  const ledger = dynamodbLedger(clients.dynamo, table);
  const question = async () => {
    const record = await ledger.read(service);
    return record?.status === 'active' ? openQuestion(record)?.question : undefined;
  };
  let asked = await question();
  while (asked === undefined) {
    await nextLook(watch);
    asked = await question();
  }
  const word = { service, said, by: storyteller, question: asked };
  await say(because === undefined ? word : { ...word, because }, { clients, answerFunction });
}

async function say(word: ApprovalWord, { clients, answerFunction }: Pick<AnswerStage, 'clients' | 'answerFunction'>) {
  const request = new InvokeCommand({ FunctionName: answerFunction, Payload: JSON.stringify(word) });
  const { FunctionError, Payload } = await clients.lambda.send(request);
  const told = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new Failure(`${answerFunction} failed: ${told}`);
  const { outcome, because } = Outcome.parse(JSON.parse(told));
  if (outcome !== 'kept') throw new Failure(`the story's answer does not count: ${because}`);
}

function nextLook(watch: Watch): Promise<true> {
  const lastLook = watch.now();
  return watch.until(() => (watch.now() > lastLook ? true : undefined), 'a question of the release');
}
