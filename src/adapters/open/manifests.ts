import { S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../aws/clients.ts';
import { s3Manifests } from '../aws/s3-manifests.ts';

export const openManifests = () => s3Manifests(new S3Client(clientConfig()));
