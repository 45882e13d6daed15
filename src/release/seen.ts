import type { Unseen } from '../contracts/evidence.ts';
import { mayPass } from '../domain/errors.ts';

/** What a source answered, or why it did not. What can't pass by itself is thrown. */
export const seenOrWhy = async <T>(source: Promise<T>): Promise<T | Unseen> => {
  try {
    return await source;
  } catch (error) {
    if (mayPass(error)) return { unseen: error.message };
    throw error;
  }
};
