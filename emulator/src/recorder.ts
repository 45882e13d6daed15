import type { Call } from './service.ts';

/** A call with what became of it. */
export interface RecordedCall extends Call {
  /** The name of the error that was answered, or `ConnectionLost`; undefined when the call succeeded. */
  readonly error?: string;
  /** Emulated milliseconds from the request to its answer. */
  readonly durationMs: number;
}

/** Which recorded calls to list: every field given must match; `since` is emulated epoch milliseconds, inclusive. */
export interface CallFilter {
  readonly caller?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly since?: number;
}

/** The memory of every call that reached the emulator, in the order of their answers. */
export interface Recorder {
  record(call: RecordedCall): void;
  calls(filter?: CallFilter): readonly RecordedCall[];
  /** Forgets everything, so that a long-lived emulator can be reused between runs. */
  clear(): void;
}

/** Creates an empty, unbounded recorder. */
export function createRecorder(): Recorder {
  let recorded: RecordedCall[] = [];
  return {
    record: (call) => void recorded.push(call),
    calls: (filter = {}) => recorded.filter((call) => matches(call, filter)),
    clear: () => {
      recorded = [];
    },
  };
}

function matches(call: RecordedCall, filter: CallFilter): boolean {
  return (
    (filter.caller === undefined || call.caller === filter.caller) &&
    (filter.service === undefined || call.service === filter.service) &&
    (filter.operation === undefined || call.operation === filter.operation) &&
    (filter.since === undefined || call.at >= filter.since)
  );
}
