import { isCode } from '../domain/errors.ts';
import type { Split, Traffic } from '../ports/traffic.ts';

/**
 * Sends everybody back at the load balancer itself. A rule that its controller took away has nobody to send back: the Ingress, from
 * which it is made anew, is set by RestoreWorkload.
 */
export const sendBack = async (traffic: Traffic, safe: Split): Promise<void> => {
  try {
    await traffic.set(safe);
  } catch (error) {
    if (!isLost(safe, error)) throw error;
  }
};

/** True where a controlled rule is gone, and the way back goes on with the Ingress. */
export const isLost = ({ controlled = false }: Split, error: unknown): boolean =>
  controlled && isCode(error, 'RollbackActionRefused');
