import type { ReleaseRecord } from '../contracts/release.ts';
import { queuedExecutionName } from '../domain/names.ts';
import { firstWaiting } from '../domain/queue.ts';
import type { Executions } from '../ports/executions.ts';

/** Starts what waits behind a freed lock. One execution for each release that was waited for: repeating it starts no second. */
export const startQueued = async (record: ReleaseRecord, executions: Executions): Promise<string | null> => {
  const first = firstWaiting(record);
  if (record.status !== 'free' || first === undefined) return null;
  const { request } = first;
  const name = queuedExecutionName(request, record.epoch);
  await executions.start(name, request);
  return name;
};
