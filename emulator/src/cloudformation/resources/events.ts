import * as sdk from '@aws-sdk/client-eventbridge';
import type { ClientConfig } from '../../client-config.ts';
import type { ResourceType } from '../resource-type.ts';

/** AWS::Events::Rule on the default bus, by PutRule and PutTargets. */
export function eventsTypes(config: ClientConfig): Record<string, ResourceType> {
  const client = new sdk.EventBridgeClient(config);
  return {
    'AWS::Events::Rule': {
      properties: ['Description', 'EventBusName', 'EventPattern', 'Name', 'ScheduleExpression', 'State', 'Targets'],
      ignored: ['RoleArn', 'Tags'],
      async create({ properties, generatedName }) {
        const Name = properties.optionalString('Name') ?? generatedName();
        const EventPattern = properties.optionalJsonText('EventPattern');
        const plain = properties.request<sdk.PutRuleCommandInput>([
          'Description',
          'EventBusName',
          'ScheduleExpression',
          'State',
        ]);
        const rule = { ...plain, Name, ...(EventPattern === undefined ? {} : { EventPattern }) };
        const { RuleArn = '' } = await client.send(new sdk.PutRuleCommand(rule));
        const Targets = properties.objects('Targets') as readonly unknown[] as sdk.Target[];
        if (Targets.length > 0) await client.send(new sdk.PutTargetsCommand({ Rule: Name, Targets }));
        return { ref: Name, attributes: { Arn: RuleArn } };
      },
    },
  };
}
