import type { GetLatestConfigurationRequest, StartConfigurationSessionRequest } from '@aws-sdk/client-appconfigdata';
import * as sdk from '@aws-sdk/client-appconfigdata';
import type { Configurations } from '../appconfig/configurations.ts';
import { limited } from '../appconfig/rates.ts';
import type { Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { Sessions } from './sessions.ts';

/** AppConfig Data, which clients read by. It signs as `appconfig` too. https://docs.aws.amazon.com/general/latest/gr/appconfig.html */
export function createAppConfigData(place: Place, configurations: Configurations): { readonly service: AwsService } {
  const sessions = new Sessions(place, configurations);
  const operations = {
    ...limited(place.clock, 500, {
      StartConfigurationSession: (input: StartConfigurationSessionRequest) => sessions.start(input),
    }),
    ...limited(place.clock, 1_000, {
      GetLatestConfiguration: (input: GetLatestConfigurationRequest) => sessions.latest(input),
    }),
  };
  return { service: { signingName: 'appconfig', sdk, operations } };
}
