import type { Step } from '../contracts/plan.ts';

/** True for plans that stop a version before the next one starts; users get a maintenance answer meanwhile. */
export const stopsVersion = (plan: readonly Step[]): boolean => plan.some(({ kind }) => kind === 'stop');

/** False for plans that only raise a flag. */
export const deploysVersion = (plan: readonly Step[]): boolean => plan.some(({ kind }) => kind === 'deploy');
