import type { Unseen } from '../../contracts/evidence.ts';

/** True for a source that could not be asked. */
export const isUnseen = (value: unknown): value is Unseen =>
  typeof value === 'object' && value !== null && 'unseen' in value;
