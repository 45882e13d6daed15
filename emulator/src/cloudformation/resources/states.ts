import { drawFrom } from '../../identifiers.ts';
import type { Place } from '../../ports.ts';
import type { States } from '../../states/service.ts';
import { substituteDefinition } from '../definition-substitutions.ts';
import type { Properties } from '../properties.ts';
import type { ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** AWS::StepFunctions::StateMachine of the Standard type, its definition given in the template. */
export function statesTypes(place: Place, machines: Pick<States, 'define'>): Record<string, ResourceType> {
  return {
    'AWS::StepFunctions::StateMachine': {
      properties: [
        'Definition',
        'DefinitionString',
        'DefinitionSubstitutions',
        'RoleArn',
        'StateMachineName',
        'StateMachineType',
      ],
      ignored: ['LoggingConfiguration', 'Tags', 'TracingConfiguration'],
      create({ logicalId, properties }) {
        const where = `Resources.${logicalId}`;
        const kind = properties.optionalString('StateMachineType') ?? 'STANDARD';
        if (kind !== 'STANDARD') throw new TemplateError(where, `state machines of type ${kind} are not modelled`);
        const name = properties.optionalString('StateMachineName') ?? `${logicalId}-${suffix(place)}`;
        const definition = definitionOf(properties, where);
        const arn = machines.define({ name, definition, roleArn: properties.string('RoleArn') });
        return { ref: arn, attributes: { Arn: arn, Name: name } };
      },
    },
  };
}

function definitionOf(properties: Properties, where: string): string {
  const definition = properties.optionalJsonText('Definition') ?? properties.optionalString('DefinitionString');
  if (definition === undefined) throw new TemplateError(where, 'needs Definition or DefinitionString');
  return substituteDefinition(definition, properties.optionalObject('DefinitionSubstitutions') ?? {}, where);
}

/** State machines are named without the stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
function suffix(place: Place): string {
  return drawFrom(place.random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 12);
}
