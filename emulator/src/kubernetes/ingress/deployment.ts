import type { Api } from '../api/api.ts';
import type { ElbCalls } from './elb-calls.ts';
import type { Stack } from './stack.ts';
import type { Tracking } from './tracking.ts';

/** What each step of bringing a stack about works with. */
export interface Deployment {
  readonly api: Api;
  readonly elb: ElbCalls;
  readonly tracking: Tracking;
  readonly stack: Stack;
}
