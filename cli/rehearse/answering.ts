import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import type { AnswerStep } from '../../src/contracts/rehearsal/story.ts';
import type { ApprovalWord } from '../../src/contracts/turns.ts';
import { openQuestion } from '../../src/domain/asking.ts';
import { Failure } from '../exit.ts';
import type { OperatorClients } from './clients.ts';
import type { WatchedMigrations } from './watch/progress.ts';
import type { Watch } from './watch/watch.ts';

/** Who is asked, and where. */
export interface AnswerStage {
  readonly clients: OperatorClients;
  readonly watch: Watch;
  readonly table: string;
  readonly answerFunction: string;
  /** Where the policy migrates a database. */
  readonly migrations: Pick<WatchedMigrations, 'ledger' | 'database'> | undefined;
}

/** False when all that the story began is over, so that nobody is left who could ask. */
export type CanBeAsked = () => boolean;

const storyteller = 'the story';
const Outcome = z.object({ outcome: z.enum(['kept', 'late', 'notAsked']), because: z.string() });

/** What is asked: by the release, or by the migration of a database. */
type Question = Pick<ApprovalWord, 'question' | 'database'>;

/** Waits until the service's release or its migration asks something, and answers as a chat bot would: by the function answer-approval. */
export async function answerWhenAsked(
  service: string,
  { said, because }: AnswerStep,
  stage: AnswerStage,
  canBeAsked: CanBeAsked,
): Promise<void> {
  const question = async (): Promise<Question | undefined> => {
    const asked = await questionNow(service, stage);
    if (asked === undefined && !canBeAsked())
      throw new Failure(`the story answers ${said}, and nobody asked: all that it began is over`);
    return asked;
  };
  const asked = await stage.watch.until(question, `a question of ${service}’s release or migration`);
  const word = { service, said, by: storyteller, ...asked };
  await say(because === undefined ? word : { ...word, because }, stage);
}

async function questionNow(
  service: string,
  { clients, table, migrations }: AnswerStage,
): Promise<Question | undefined> {
  const ofRelease = askedBy(await dynamodbLedger(clients.dynamo, table).read(service));
  if (ofRelease !== undefined) return { question: ofRelease };
  if (migrations === undefined) return undefined;
  const { ledger, database } = migrations;
  const ofMigration = askedBy(await ledger.read(database));
  return ofMigration === undefined ? undefined : { question: ofMigration, database };
}

type Asking = Parameters<typeof openQuestion>[0] & { readonly status: string };

function askedBy(record: Asking | undefined): string | undefined {
  return record?.status === 'active' ? openQuestion(record)?.question : undefined;
}

async function say(word: ApprovalWord, { clients, answerFunction }: Pick<AnswerStage, 'clients' | 'answerFunction'>) {
  const request = new InvokeCommand({ FunctionName: answerFunction, Payload: JSON.stringify(word) });
  const { FunctionError, Payload } = await clients.lambda.send(request);
  const told = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new Failure(`${answerFunction} failed: ${told}`);
  const { outcome, because } = Outcome.parse(JSON.parse(told));
  if (outcome !== 'kept') throw new Failure(`the story's answer does not count: ${because}`);
}
