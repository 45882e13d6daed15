import { SFNClient } from '@aws-sdk/client-sfn';
import { clientConfig } from '../aws/clients.ts';
import { sfnDoorbell } from '../aws/sfn-doorbell.ts';

export const openDoorbell = () => sfnDoorbell(new SFNClient(clientConfig()));
