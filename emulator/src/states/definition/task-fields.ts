import { findResource, supportedResources } from '../integrations/resource.ts';
import { isJsonObject } from '../json.ts';
import { expressionIn } from '../jsonata/expression.ts';
import { type Check, expressed, type FieldTable, integer, template } from './checks.ts';

const MAX_SECONDS = 99_999_999;

const resource: Check = (value, at, found) => {
  if (typeof value !== 'string' || !value.startsWith('arn:')) {
    return found.refuse('Value is not a valid resource ARN', at);
  }
  if (!findResource(value)) {
    found.refuse(`The emulator has no resource '${value}'; it has ${supportedResources().join(', ')}`, at);
  }
};

const seconds: Check = expressed(integer(1, MAX_SECONDS), 'input', 'context');

export const taskFields: FieldTable = {
  Resource: { check: resource, required: true },
  Arguments: { check: template('input', 'context') },
  TimeoutSeconds: { check: seconds },
  HeartbeatSeconds: { check: seconds },
};

/** What no single field of a Task can show: argument names that the integration does not know, heartbeats that outlast the task. */
export const checkTask: Check = (state, at, found) => {
  if (!isJsonObject(state) || state['Type'] !== 'Task') return;
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat, Arguments: given } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    found.refuse("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", at);
  }
  const integration = findResource(String(state['Resource']))?.integration;
  if (!integration || !isJsonObject(given ?? null) || expressionIn(given ?? null) !== undefined) return;
  const names = Object.keys(given as object);
  for (const name of names) {
    if (integration.parameters.includes(name)) continue;
    found.refuse(`The field "${name}" is not supported by Step Functions`, `${at}/Arguments`);
  }
  for (const name of integration.requiredParameters) {
    if (!names.includes(name)) found.refuse(`The field '${name}' is required but was missing`, `${at}/Arguments`);
  }
};
