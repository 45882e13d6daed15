import type { Unseen } from '../../ports/inspection.ts';
import { calling, isNamed } from './call-failed.ts';

/** Reads that may be denied: then the answer is undefined, and `unseen` tells what was not seen and why. */
export interface Sight {
  readonly unseen: readonly Unseen[];
  /** Throws `CallFailed` when the call fails for any other reason. */
  of<Value>(what: string, action: string, read: () => Promise<Value>): Promise<Value | undefined>;
}

const denials = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotImplemented'];

export const openSight = (): Sight => {
  const unseen: Unseen[] = [];
  return {
    unseen,
    of: (what, action, read) =>
      calling(action, async () => {
        try {
          return await read();
        } catch (error) {
          if (!isNamed(error, ...denials)) throw error;
          unseen.push({ what, why: `${action} is refused with ${error.name}` });
          return undefined;
        }
      }),
  };
};
