import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { appconfigFlags } from '../aws/appconfig-flags.ts';
import { clientConfig } from '../aws/clients.ts';

export const openFlags = () => appconfigFlags(new AppConfigClient(clientConfig()));
