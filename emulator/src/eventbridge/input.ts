import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../service.ts';
import type { EventEnvelope } from './envelope.ts';

/** What the target's input may speak of besides the event. `ingestionTime` is ISO 8601. */
export interface InputScope {
  readonly event: EventEnvelope;
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly ingestionTime: string;
}

/** What a target receives: its constant input, the part of the event at a path, a transformed event or the event whole. */
export function inputOf(target: Target, scope: InputScope): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  if (target.InputPath !== undefined) return valueAt(scope.event, target.InputPath);
  if (target.InputTransformer) return transformed(target.InputTransformer, scope);
  return scope.event;
}

/**
 * Fills an input template: inside quotes a variable becomes text, elsewhere JSON; one that is absent from the event vanishes
 * inside quotes and is null elsewhere. Text that is no JSON afterwards is an error, since a target takes JSON only.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function transformed(transformer: InputTransformer, scope: InputScope): unknown {
  const variables = variablesOf(transformer, scope);
  const text = substitute(transformer.InputTemplate ?? '', variables);
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidInputTemplate', `InputTemplate is not JSON once filled: ${text}`);
  }
}

function variablesOf(transformer: InputTransformer, scope: InputScope): ReadonlyMap<string, unknown> {
  const { detail: _detail, ...eventWithoutDetail } = scope.event;
  const variables = new Map<string, unknown>([
    ['aws.events.rule-arn', scope.ruleArn],
    ['aws.events.rule-name', scope.ruleName],
    ['aws.events.event.ingestion-time', scope.ingestionTime],
    ['aws.events.event', eventWithoutDetail],
    ['aws.events.event.json', scope.event],
  ]);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    variables.set(name, valueAt(scope.event, path));
  }
  return variables;
}

function substitute(template: string, variables: ReadonlyMap<string, unknown>): string {
  return template.replace(/"(?:[^"\\]|\\.)*"|<([^<>"]+)>/g, (token, name: string | undefined) => {
    if (name !== undefined) return variables.has(name) ? JSON.stringify(variables.get(name) ?? null) : token;
    return token.replace(/<([^<>]+)>/g, (hole, inner: string) =>
      variables.has(inner) ? quotedText(variables.get(inner)) : hole,
    );
  });
}

function quotedText(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

/** JSONPath as EventBridge has it: dots and array indices. `$.detail.alarmName`, `$.resources[0]`. */
function valueAt(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (isFields(value) ? value[step] : undefined), event);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
