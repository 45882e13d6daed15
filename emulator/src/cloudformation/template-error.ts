/** A template that can't be loaded: says where in it, and what to change. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
  }
}
