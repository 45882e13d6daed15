import { meansRefusal } from '../domain/errors.ts';

/** What a decision comes to, or its refusal where it throws an error that the table answers with one. */
export const refusing = async <Answer>(
  decide: () => Promise<Answer>,
  refused: (because: string) => Answer,
): Promise<Answer> => {
  try {
    return await decide();
  } catch (error) {
    if (meansRefusal(error)) return refused(error.message);
    throw error;
  }
};
