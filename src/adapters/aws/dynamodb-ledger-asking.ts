import type { Asked, ReleaseRef } from '../../contracts/release.ts';
import type { Answer } from '../../contracts/verdict.ts';
import { answerText, askedItem } from './dynamodb-asked-item.ts';
import type { Change } from './dynamodb-ledger-changes.ts';

/** A release or a migration, by its epoch. */
type Asker = Pick<ReleaseRef, 'epoch'>;

/** `src/domain/asking.ts` in the words of DynamoDB, which has no "keep it if it is the same": a question is new, or asked again. */
const whileActive = ({ epoch }: Asker, asked: Asked) => ({
  condition: '#status = :active AND epoch = :epoch',
  values: {
    ...{ ':active': { S: 'active' }, ':epoch': { N: String(epoch) } },
    ...{ ':asked': askedItem(asked).asked, ':question': { S: asked.question } },
  },
});

/** A question that is not the one that waits already. */
export const askingFirst = (asker: Asker, asked: Asked): Change => {
  const { condition, values } = whileActive(asker, asked);
  return {
    UpdateExpression: 'SET asked = :asked, askedQuestion = :question, askedSince = :since',
    ConditionExpression: `${condition} AND (attribute_not_exists(asked) OR askedQuestion <> :question)`,
    ExpressionAttributeValues: { ...values, ':since': { S: asked.since } },
  };
};

/** The same question with a new token; since when it waits stays. */
export const askingAgain = (asker: Asker, asked: Asked): Change => {
  const { condition, values } = whileActive(asker, asked);
  return {
    UpdateExpression: 'SET asked = :asked',
    ConditionExpression: `${condition} AND askedQuestion = :question`,
    ExpressionAttributeValues: values,
  };
};

/** Only the first answer to a question is kept, while the release is active and asks it. */
export const answering = (answer: Answer, epoch?: number): Change => ({
  UpdateExpression:
    'SET answers = list_append(if_not_exists(answers, :none), :answers) ADD answeredQuestions :questions',
  ConditionExpression: [
    '#status = :active AND askedQuestion = :question',
    ...(epoch === undefined ? [] : ['epoch = :epoch']),
    '(attribute_not_exists(answeredQuestions) OR NOT contains(answeredQuestions, :question))',
  ].join(' AND '),
  ExpressionAttributeValues: {
    ...{ ':active': { S: 'active' }, ':question': { S: answer.question }, ':questions': { SS: [answer.question] } },
    ...{ ':none': { L: [] }, ':answers': { L: [answerText(answer)] } },
    ...(epoch === undefined ? {} : { ':epoch': { N: String(epoch) } }),
  },
});
