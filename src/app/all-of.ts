/** All that they answered, once all have ended; throws what went wrong in any. */
export const allOf = async <Answer>(...attempts: readonly Promise<readonly Answer[]>[]): Promise<readonly Answer[]> => {
  const ended = await Promise.allSettled(attempts);
  const failures = ended.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  if (failures.length === 0) return (await Promise.all(attempts)).flat();
  const told = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))).join('; ');
  throw new AggregateError(failures, told);
};
