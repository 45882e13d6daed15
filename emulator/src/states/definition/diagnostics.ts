import { ServiceError } from '../../service.ts';

/** The codes of ValidateStateMachineDefinition. */
export type DiagnosticCode =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** Collects what is wrong with a definition; `location` is a path as `/States/A/Next`. */
export class Diagnostics {
  readonly #found: string[] = [];

  report(code: DiagnosticCode, message: string, location: string | null): void {
    this.#found.push(`${code}: ${message} at ${location}`);
  }

  /** `SCHEMA_VALIDATION_FAILED`, the code of everything that a single field can have wrong. */
  refuse(message: string, location: string): void {
    this.report('SCHEMA_VALIDATION_FAILED', message, location);
  }

  get empty(): boolean {
    return this.#found.length === 0;
  }

  /** Throws `InvalidDefinition` with everything found, in the words of CreateStateMachine. */
  throwIfAny(): void {
    if (this.empty) return;
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${this.#found.join(', ')}'`);
  }
}
