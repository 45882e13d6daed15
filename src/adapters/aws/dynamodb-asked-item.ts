import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Asked } from '../../contracts/release.ts';
import { Answer } from '../../contracts/verdict.ts';
import { type Item, json, text } from './dynamodb-json.ts';

/** A question as one JSON string; what conditions ask about and what stays when it is asked again are beside it. */
export const askedItem = ({ question, because, token, since }: Asked) => ({
  asked: { S: JSON.stringify({ question, because, token }) },
  askedQuestion: { S: question },
  askedSince: { S: since },
});

export const answerText = (answer: Answer): AttributeValue.SMember => text(Answer, answer);

/** What people said, with the questions beside it for conditions: a set, which DynamoDB never keeps empty. */
export const answersItem = (answers: readonly Answer[]): Item => ({
  answers: { L: answers.map(answerText) },
  ...(answers.length === 0 ? {} : { answeredQuestions: { SS: [...new Set(answers.map(({ question }) => question))] } }),
});

/** The question and the answers of an item, as they are in a record. */
export const askedIn = (item: Item) => ({
  ...(item['asked'] === undefined ? {} : { asked: { ...Object(json(item['asked'])), since: item['askedSince']?.S } }),
  ...(item['answers'] === undefined ? {} : { answers: item['answers'].L?.map(json) }),
});
