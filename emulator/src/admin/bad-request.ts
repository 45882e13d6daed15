/** Answered as 400 with its message: what was wrong with an admin request, and what would be right. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
