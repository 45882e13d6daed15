import type { ServiceEvent } from '../ports.ts';
import type { Execution } from './execution.ts';

/** Above this, the event leaves input or output out. */
const INCLUDED_LIMIT_BYTES = 248 * 1024;

/**
 * `Step Functions Execution Status Change`, as EventBridge gets it at the start and at the end of a Standard execution. It
 * does not tell error and cause: ask DescribeExecution.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function statusEvent(execution: Execution, now: number): ServiceEvent {
  const notRedrivable = execution.refusalToRedrive(now);
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: execution.stoppedAt ?? null,
      ...included('input', execution.input),
      ...included('output', execution.output),
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt ?? null,
      redriveStatus: notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
      redriveStatusReason: notRedrivable ?? null,
    },
  };
}

function included(name: 'input' | 'output', text: string | undefined): Record<string, unknown> {
  if (text === undefined) return { [name]: null, [`${name}Details`]: null };
  const fits = Buffer.byteLength(text) <= INCLUDED_LIMIT_BYTES;
  return { [name]: fits ? text : null, [`${name}Details`]: { included: fits } };
}
