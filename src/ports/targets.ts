import type { TargetCount } from '../contracts/evidence.ts';

export interface Targets {
  count(targetGroup: string): Promise<TargetCount>;
}
