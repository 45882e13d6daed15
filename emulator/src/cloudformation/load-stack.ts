import { readFile } from 'node:fs/promises';
import type { ClientConfig } from '../client-config.ts';
import type { Place } from '../ports.ts';
import type { Services } from '../services.ts';
import type { ResourceType } from './resource-type.ts';
import { appConfigTypes } from './resources/appconfig.ts';
import { cloudWatchTypes } from './resources/cloudwatch.ts';
import { dynamoDbTypes } from './resources/dynamodb.ts';
import { ecrTypes } from './resources/ecr.ts';
import { eventsTypes } from './resources/events.ts';
import { iamTypes } from './resources/iam.ts';
import { lambdaTypes } from './resources/lambda.ts';
import { snsTypes } from './resources/sns.ts';
import { statesTypes } from './resources/states.ts';
import { typesWithoutEffect } from './resources/without-effect.ts';
import { createStack, type Stack } from './stack.ts';
import { readTemplate, type Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** What is loaded: a template's file, and the folder with the functions' zips. */
export interface StackSource {
  readonly template: string;
  readonly artifacts: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly stackName: string;
}

/** The cloud that a stack is loaded into; `config` is how CloudFormation reaches its APIs. */
export interface StackTarget {
  readonly place: Place;
  readonly services: Services;
  readonly config: ClientConfig;
}

/** Creates the resources of a packaged template; rejects with `TemplateError` at the first that can't be created. */
export async function loadStack(source: StackSource, target: StackTarget): Promise<Stack> {
  const { stackName, parameters } = source;
  const template = await readTemplateFile(source.template);
  const resourceTypes = resourceTypesOf(target, source.artifacts);
  return createStack({ stackName, template, parameters, place: target.place, resourceTypes });
}

async function readTemplateFile(path: string): Promise<Template> {
  const text = await readFile(path, 'utf8');
  try {
    return readTemplate(JSON.parse(text));
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(path, `is not a template in JSON: ${error}`);
  }
}

/** Every type that a template may have; `artifacts` is the folder with the functions' zips. */
export function resourceTypesOf(
  { place, services, config }: StackTarget,
  artifacts: string | undefined,
): Record<string, ResourceType> {
  return {
    ...appConfigTypes(services.appConfig.template),
    ...cloudWatchTypes(config, place),
    ...dynamoDbTypes(place, services.dynamoDb),
    ...ecrTypes(place, services.ecr),
    ...eventsTypes(config),
    ...iamTypes(place),
    ...lambdaTypes({ functions: services.lambda, invokers: invokersOf(services), artifacts }),
    ...snsTypes(config),
    ...statesTypes(place, services.states),
    ...typesWithoutEffect(place),
  };
}

/** Who acts on permissions: rules, alarms and topics. */
function invokersOf({ alarmActions, eventBridge, sns }: Services) {
  return [eventBridge, alarmActions, sns];
}
