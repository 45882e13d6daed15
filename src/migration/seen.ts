import type { Unseen } from '../contracts/evidence.ts';
import { mayPass } from '../domain/errors.ts';

/** What was asked, or why it did not answer: a copy goes on while CloudWatch is silent. What can't pass by itself is thrown. */
export const orUnseen = async <Seen>(asked: Promise<Seen>): Promise<Seen | Unseen> => {
  try {
    return await asked;
  } catch (error) {
    if (mayPass(error)) return { unseen: error.message };
    throw error;
  }
};
