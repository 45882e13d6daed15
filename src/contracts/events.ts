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

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const AlarmFired = z.object({
  ...envelope,
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  detail: z.object({
    alarmName: z.string(),
    state: z.object({ value: z.literal('ALARM'), reason: z.optional(z.string()), timestamp: z.string() }),
  }),
});
export type AlarmFired = z.infer<typeof AlarmFired>;

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
