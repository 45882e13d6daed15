import type { PublishInput } from '@aws-sdk/client-sns';
import type { AlarmNotification } from '../cloudwatch/notification.ts';
import { invalidParameter, notEmulated } from './faults.ts';

/** What subscribers get of a message: a text, and a subject if there is one. */
export interface Message extends Omit<AlarmNotification, 'subject'> {
  readonly subject: string | undefined;
  readonly attributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE_LIMIT_BYTES = 262_144;
const NOT_MODELLED = ['PhoneNumber', 'MessageStructure', 'MessageDeduplicationId', 'MessageGroupId'] as const;

/** Reads what Publish was given; throws `InvalidParameterException` for what SNS refuses. */
export function readMessage(input: PublishInput): Message {
  for (const name of NOT_MODELLED) if (input[name] !== undefined) throw notEmulated(`${name} in Publish`);
  const { Message: text = '', Subject: subject } = input;
  if (text === '') throw invalidParameter('Message', 'Empty message');
  if (Buffer.byteLength(text) > MESSAGE_LIMIT_BYTES) throw invalidParameter('Message', 'Message too long');
  if (subject !== undefined && !isSubject(subject)) {
    throw invalidParameter('Subject', 'it must be 1 to 100 printable ASCII characters, and not begin with a blank');
  }
  return { message: text, subject, attributes: readAttributes(input) };
}

function isSubject(subject: string): boolean {
  return /^[!-~][ -~]{0,99}$/.test(subject);
}

function readAttributes({ MessageAttributes = {} }: PublishInput): Message['attributes'] {
  return Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => {
      const value = StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
      if (DataType === '' || value === '') throw invalidParameter(name, 'a message attribute needs a type and a value');
      return [name, { Type: DataType, Value: value }];
    }),
  );
}
