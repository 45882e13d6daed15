import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { sfnDoorbell } from '../../src/adapters/aws/sfn-doorbell.ts';
import type { AnswerStep } from '../../src/contracts/rehearsal/story.ts';
import { type AnswerOutcome, answerApproval } from '../../src/release/answer-approval.ts';
import { Failure } from '../exit.ts';
import type { OperatorClients } from './clients.ts';
import type { Watch } from './watch/watch.ts';

/** Who is asked, and where. */
export interface AnswerStage {
  readonly clients: OperatorClients;
  readonly watch: Watch;
  readonly table: string;
}

const storyteller = 'the story';

/** Waits until the service's release asks something, and answers it as a person would by `tidegate approve` or `reject`. */
export async function answerWhenAsked(
  service: string,
  { said, because }: AnswerStep,
  { clients, watch, table }: AnswerStage,
): Promise<void> {
  const ports = { ledger: dynamodbLedger(clients.dynamo, table), doorbell: sfnDoorbell(clients.states) };
  const answer = (): Promise<AnswerOutcome> =>
    answerApproval(
      {
        ...{ service, said, by: storyteller, at: new Date(watch.now()).toISOString() },
        ...(because === undefined ? {} : { because }),
      },
      ports,
    );
  let outcome = await answer();
  while (outcome.outcome === 'notAsked') {
    await nextLook(watch);
    outcome = await answer();
  }
  if (outcome.outcome === 'late') throw new Failure(`the story answers what was answered already: ${outcome.because}`);
}

function nextLook(watch: Watch): Promise<true> {
  const lastLook = watch.now();
  return watch.until(() => (watch.now() > lastLook ? true : undefined), 'a question of the release');
}
