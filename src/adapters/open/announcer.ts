import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientConfig } from '../aws/clients.ts';
import { eventbridgeAnnouncer } from '../aws/eventbridge-announcer.ts';

export const openAnnouncer = () => eventbridgeAnnouncer(new EventBridgeClient(clientConfig()));
