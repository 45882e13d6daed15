import { ECRClient } from '@aws-sdk/client-ecr';
import { clientConfig } from '../aws/clients.ts';
import { ecrImages } from '../aws/ecr-images.ts';

export const openImages = () => ecrImages(new ECRClient(clientConfig()));
