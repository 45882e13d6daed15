/** How a Task waits: for the answer, for the started job, or for someone to send the task's token back. */
export type Pattern = 'requestResponse' | 'sync' | 'waitForTaskToken';

/** A service integration as definitions name it. */
export interface IntegrationName {
  readonly resourceType: 'lambda' | 'states' | 'events';
  readonly action: string;
  readonly parameters: readonly string[];
  readonly requiredParameters: readonly string[];
}

/** What a Task's `Resource` means; `suffix` is what stands after the action, as in `.sync:2`. */
export interface Resource {
  readonly integration: IntegrationName;
  readonly pattern: Pattern;
  readonly suffix: string;
}

const LAMBDA_INVOKE: IntegrationName = {
  resourceType: 'lambda',
  action: 'invoke',
  parameters: ['FunctionName', 'Payload', 'InvocationType', 'Qualifier', 'ClientContext', 'LogType'],
  requiredParameters: ['FunctionName'],
};

const START_EXECUTION: IntegrationName = {
  resourceType: 'states',
  action: 'startExecution',
  parameters: ['StateMachineArn', 'Input', 'Name'],
  requiredParameters: ['StateMachineArn'],
};

const PUT_EVENTS: IntegrationName = {
  resourceType: 'events',
  action: 'putEvents',
  parameters: ['Entries'],
  requiredParameters: ['Entries'],
};

const resources: readonly Resource[] = [
  { integration: LAMBDA_INVOKE, pattern: 'requestResponse', suffix: '' },
  { integration: LAMBDA_INVOKE, pattern: 'waitForTaskToken', suffix: '.waitForTaskToken' },
  { integration: START_EXECUTION, pattern: 'requestResponse', suffix: '' },
  { integration: START_EXECUTION, pattern: 'sync', suffix: '.sync' },
  { integration: START_EXECUTION, pattern: 'sync', suffix: '.sync:2' },
  { integration: START_EXECUTION, pattern: 'waitForTaskToken', suffix: '.waitForTaskToken' },
  { integration: PUT_EVENTS, pattern: 'requestResponse', suffix: '' },
  { integration: PUT_EVENTS, pattern: 'waitForTaskToken', suffix: '.waitForTaskToken' },
];

/** Looks up `arn:aws:states:::<service>:<action><suffix>`. */
export function findResource(arn: string): Resource | undefined {
  return resources.find((resource) => arnOf(resource) === arn.replace(/^arn:aws[\w-]*:/, 'arn:aws:'));
}

export function supportedResources(): readonly string[] {
  return resources.map(arnOf);
}

function arnOf({ integration, suffix }: Resource): string {
  return `arn:aws:states:::${integration.resourceType}:${integration.action}${suffix}`;
}
