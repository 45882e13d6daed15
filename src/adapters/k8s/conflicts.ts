import { isCode } from '../../domain/errors.ts';

const attempts = 5;

/**
 * Reads, checks and writes again when somebody wrote in between: mostly a controller that only updated the status. The attempt
 * must read anew each time. The last `NotConverged` is thrown.
 */
export const againOnConflict = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  for (let left = attempts - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !isCode(error, 'NotConverged')) throw error;
    }
  }
};
