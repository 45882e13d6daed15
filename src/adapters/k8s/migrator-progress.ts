import type { V1Pod } from '@kubernetes/client-node';
import { MigrationProgress } from '../../contracts/migration/result.ts';
import { isCode } from '../../domain/errors.ts';
import type { ApiAnswer, ApiServer } from './api-server.ts';
import { pathOf } from './kinds.ts';
import { containers, migratorRights } from './migrator-names.ts';
import { refusal } from './refusals.ts';

const maxBytes = 64 * 1024;
const lines = 50;

/** The last `{"progress":{…}}` line of a log; null when none can be read. */
export const progressIn = (log: string): MigrationProgress | null =>
  log
    .split('\n')
    .map(progressOf)
    .findLast((progress) => progress !== null) ?? null;

const progressOf = (line: string): MigrationProgress | null => {
  if (!line.startsWith('{')) return null;
  try {
    const { success, data } = MigrationProgress.safeParse(JSON.parse(line).progress);
    return success ? data : null;
  } catch {
    return null;
  }
};

/** How far a running migrator is; null while its log does not tell, or its node does not give it. Throws when we may not read it. */
export const latestProgress = async (server: ApiServer, { metadata }: V1Pod): Promise<MigrationProgress | null> => {
  const { namespace = '', name = '' } = metadata ?? {};
  const answer = await logOf(server, namespace, name);
  if (answer?.status === 401 || answer?.status === 403)
    throw refusal({ verb: 'get', plural: 'pods/log', namespace, name, rights: migratorRights }, answer);
  return answer?.status === 200 ? progressIn(answer.text) : null;
};

/** The API server asks the pod's node for it, which may not answer. */
const logOf = async (server: ApiServer, namespace: string, name: string): Promise<ApiAnswer | undefined> => {
  const query = { container: containers.migrator, tailLines: String(lines) };
  try {
    return await server.send({ method: 'GET', path: `${pathOf('v1', namespace, 'pods', name)}/log`, query }, maxBytes);
  } catch (error) {
    if (isCode(error, 'ClusterUnreachable')) return undefined;
    throw error;
  }
};
