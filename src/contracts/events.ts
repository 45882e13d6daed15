/** Events of AWS that start something. Loose where AWS may add fields, strict in what we read. */
import * as z from 'zod/mini';

const envelope = {
  id: z.string(),
  account: z.string(),
  region: z.string(),
  time: z.string(),
  resources: z.array(z.string()),
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html `image-tag` is missing for untagged pushes. */
export const ImagePushed = z.object({
  ...envelope,
  source: z.literal('aws.ecr'),
  'detail-type': z.literal('ECR Image Action'),
  detail: z.object({
    'action-type': z.literal('PUSH'),
    result: z.literal('SUCCESS'),
    'repository-name': z.string(),
    'image-digest': z.optional(z.string()),
    'image-tag': z.optional(z.string()),
  }),
});
export type ImagePushed = z.infer<typeof ImagePushed>;

const alarmState = z.object({
  value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  reason: z.optional(z.string()),
  timestamp: z.string(),
});

/** The rule's road. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const AlarmFired = z.object({
  ...envelope,
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  detail: z.object({ alarmName: z.string(), state: alarmState }),
});
export type AlarmFired = z.infer<typeof AlarmFired>;

/**
 * The alarm's own action: the same state in another envelope, of metric and composite alarms alike.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export const AlarmAction = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmArn: z.string(),
  accountId: z.string(),
  time: z.string(),
  region: z.string(),
  alarmData: z.object({ alarmName: z.string(), state: alarmState }),
});
export type AlarmAction = z.infer<typeof AlarmAction>;

/** The topic's road: what SNS hands to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const Notification = z.object({
  Records: z.array(
    z.object({
      EventSource: z.literal('aws:sns'),
      Sns: z.object({ MessageId: z.string(), Message: z.string() }),
    }),
  ),
});
export type Notification = z.infer<typeof Notification>;

/**
 * The `Message` that an alarm sends to a topic, parsed. Composite alarms have these fields too.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const AlarmMessage = z.object({
  AlarmName: z.string(),
  NewStateValue: alarmState.shape.value,
  NewStateReason: z.nullish(z.string()),
  StateChangeTime: z.string(),
});

/** All roads by which an alarm comes. */
export const AlarmEvent = z.union([AlarmFired, AlarmAction, Notification]);
export type AlarmEvent = z.infer<typeof AlarmEvent>;

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html `input` is the execution's, as a JSON string. */
export const ExecutionEnded = z.object({
  ...envelope,
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    input: z.nullish(z.string()),
  }),
});
export type ExecutionEnded = z.infer<typeof ExecutionEnded>;

/** The clock of what runs on a schedule. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export const Scheduled = z.object({ time: z.iso.datetime() });
export type Scheduled = z.infer<typeof Scheduled>;
