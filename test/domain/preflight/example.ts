import type { Severity, Ways } from '../../../src/contracts/preflight.ts';
import type { PreflightFacts } from '../../../src/ports/inspection.ts';

export const no: Ways = { inPlace: false, beside: false, slots: false, downtime: false };
export const inPlace: Ways = { ...no, inPlace: true };
export const beside: Ways = { ...no, beside: true };
export const slots: Ways = { ...no, slots: true };
export const downtime: Ways = { ...no, downtime: true };

/** The smallest change of an exemplary service that leads to a finding, with words of the finding and of its patch. */
export interface Example {
  readonly ways: Ways;
  readonly facts: PreflightFacts;
  readonly severity: Severity;
  readonly says: string;
  readonly patch: string;
}

export const example = (
  ways: Ways,
  facts: PreflightFacts,
  severity: Severity,
  says: string,
  patch: string,
): Example => ({ ways, facts, severity, says, patch });
