import type { Clock } from '../../clock.ts';
import type { Api } from '../api/api.ts';
import type { EventRecorder } from './event-recorder.ts';

/** What every controller works with. */
export interface ControllerOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly onDefect: (error: unknown) => void;
}

/** Something that runs until it is closed. */
export interface Running {
  close(): void;
}

/** The name under which the controllers of the control plane write. */
export const controllerManager = 'kube-controller-manager';
