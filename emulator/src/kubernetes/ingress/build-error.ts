/** Why no model can be built of an Ingress group: an Event says so, and nothing of the group is deployed. */
export class BuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildError';
  }
}
