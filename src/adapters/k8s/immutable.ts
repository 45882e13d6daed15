import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Kind } from './kinds.ts';

interface Content extends KubernetesObject {
  readonly immutable?: boolean;
  readonly data?: unknown;
  readonly binaryData?: unknown;
  readonly type?: string;
}

const contentOf = ({ immutable = false, data = {}, binaryData = {}, type = '' }: Content) => ({
  ...{ immutable, data, binaryData, type },
});

/** True for an immutable ConfigMap or Secret whose content changes: Kubernetes only lets it be deleted and made again. */
export const replaces = (kind: Kind, existing: KubernetesObject, desired: KubernetesObject): boolean =>
  (kind === 'ConfigMap' || kind === 'Secret') &&
  contentOf(existing).immutable &&
  !isDeepStrictEqual(contentOf(existing), contentOf(desired));
