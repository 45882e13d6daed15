import type { Unseen } from '../../contracts/evidence.ts';

/** True for a source that could not be asked. */
export const isUnseen = (value: unknown): value is Unseen =>
  typeof value === 'object' && value !== null && 'unseen' in value;

/** A source's answer, or undefined when it was not asked or did not answer. */
export const seen = <T>(source: T | Unseen | undefined): T | undefined =>
  source === undefined || isUnseen(source) ? undefined : source;
