import { uuidFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { invalidParameter, notEmulated, notFound } from './faults.ts';

/** Functions are the only subscribers here. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  /** The function's ARN. */
  readonly endpoint: string;
}

const PROTOCOLS_ELSEWHERE = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'firehose'];
const FUNCTION_ARN = /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/;

/** All topics of the account, with their subscriptions. */
export class Topics {
  readonly #place: Place;
  readonly #topics = new Map<string, Map<string, Subscription>>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Creates a topic, or answers the ARN of the one of that name. */
  create(name: string): string {
    if (name.endsWith('.fifo')) throw notEmulated('FIFO topics');
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name', name);
    const arn = `arn:aws:sns:${this.#place.region}:${this.#place.accountId}:${name}`;
    if (!this.#topics.has(arn)) this.#topics.set(arn, new Map());
    return arn;
  }

  /** Deletes a topic with its subscriptions, if there is one: that there is none is no error, as in SNS. */
  remove(topicArn: string): void {
    this.#topics.delete(topicArn);
  }

  arns(): readonly string[] {
    return [...this.#topics.keys()].toSorted();
  }

  /** In the order in which they were made; throws `NotFoundException` when there is no such topic. */
  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return [...this.#subscriptions(topicArn).values()];
  }

  /** Subscribes a function, or answers the subscription that it has. A function needs no confirmation. */
  subscribe(topicArn: string, protocol: string, endpoint: string): Subscription {
    const subscriptions = this.#subscriptions(topicArn);
    if (PROTOCOLS_ELSEWHERE.includes(protocol)) throw notEmulated(`subscribers by ${protocol}, only by lambda`);
    if (protocol !== 'lambda') throw invalidParameter('Protocol', `'${protocol}' is not a protocol`);
    if (!FUNCTION_ARN.test(endpoint)) throw invalidParameter('Endpoint', `Lambda endpoint ARN '${endpoint}'`);
    const known = this.subscriptionsOf(topicArn).find((subscription) => subscription.endpoint === endpoint);
    if (known) return known;
    const subscription = { arn: `${topicArn}:${uuidFrom(this.#place.random)}`, topicArn, endpoint };
    subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    const topicArn = subscriptionArn.slice(0, subscriptionArn.lastIndexOf(':'));
    if (!this.#topics.get(topicArn)?.delete(subscriptionArn)) throw notFound('Subscription');
  }

  #subscriptions(topicArn: string): Map<string, Subscription> {
    const found = this.#topics.get(topicArn);
    if (found) return found;
    if (!/^arn:aws:sns:[^:]+:\d{12}:[^:]+$/.test(topicArn)) throw invalidParameter('TopicArn', `'${topicArn}'`);
    throw notFound('Topic');
  }
}
