/** The state machine `release`. */
export interface Executions {
  /** Starts an execution; answers `already` when one of this name ran or runs. */
  start(name: string, input: unknown): Promise<'started' | 'already'>;
  /** `unknown` when there is none of this name, also for some moments after one was started. */
  stateOf(name: string): Promise<'running' | 'ended' | 'unknown'>;
}
