import { expect, it } from '@jest/globals';
import { againOnConflict } from '../../../src/adapters/k8s/conflicts.ts';
import { type ErrorCode, TidegateError } from '../../../src/domain/errors.ts';

/** Fails so often with this code, then succeeds; counts what was tried. */
const failing = (times: number, code: ErrorCode) => {
  const tried = { count: 0 };
  const attempt = async () => {
    tried.count += 1;
    if (tried.count <= times) throw new TidegateError(code, 'somebody else changed it meanwhile');
  };
  return { tried, attempt };
};

it('tries again while somebody else writes in between', async () => {
  const { tried, attempt } = failing(3, 'NotConverged');
  await againOnConflict(attempt);
  expect(tried.count).toBe(4);
});

it('gives up on a conflict that does not end, for the caller to retry patiently', async () => {
  const { attempt } = failing(100, 'NotConverged');
  await expect(againOnConflict(attempt)).rejects.toMatchObject({ name: 'NotConverged' });
});

it.each<ErrorCode>(['StaleRelease', 'CandidateRejected', 'ClusterUnreachable'])('does not repeat %s', async (code) => {
  const { tried, attempt } = failing(1, code);
  await expect(againOnConflict(attempt)).rejects.toMatchObject({ name: code });
  expect(tried.count).toBe(1);
});
