import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Cloud } from '../../../emulator/src/cloud.ts';
import type { AwsService } from '../../../emulator/src/service.ts';

/** What a person with a console and a terminal uses. Their calls take no time and are not in the record of calls. */
export interface Operator {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly appConfig: AppConfigClient;
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly states: SFNClient;
}

/** Clients of one cloud that skip the wire: a storm is about the functions' calls, not about its own. */
export function createOperator({ services, clock }: Pick<Cloud, 'services' | 'clock'>): Operator {
  const client = (service: AwsService) => pastTheWire(service, () => clock.now()) as never;
  return {
    elb: client(services.elb.service),
    appConfig: client(services.appConfig.service),
    cloudWatch: client(services.cloudWatch.service),
    lambda: client(services.lambda.service),
    states: client(services.states.service),
  };
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** As much of an SDK client as `send`. */
function pastTheWire({ signingName: service, operations }: AwsService, now: () => number) {
  return {
    async send(command: Command): Promise<unknown> {
      const operation = command.constructor.name.replace(/Command$/, '');
      const call = { at: now(), caller: 'operator', service, operation, input: command.input };
      const perform = operations[operation];
      if (!perform) throw new Error(`the emulator has no ${service}:${operation}`);
      return perform(command.input as never, call);
    },
  };
}
