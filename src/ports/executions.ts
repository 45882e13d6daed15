/** The state machine `release`. */
export interface Executions {
  /** Starts an execution; answers `already` when one of this name ran or runs. */
  start(name: string, input: unknown): Promise<'started' | 'already'>;
}
