import type { Clock } from '../../clock.ts';
import type { Image, ImageRegistry, Network } from '../../ports.ts';
import type { Api } from '../api/api.ts';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import type { Reaper } from './reaper.ts';

/** What everything on one node shares. */
export interface NodeContext {
  readonly api: Api;
  readonly clock: Clock;
  readonly random: () => number;
  readonly network: Network;
  readonly registry: ImageRegistry;
  /** What the node has pulled, by reference. */
  readonly images: Map<string, Image>;
  readonly events: EventRecorder;
  readonly reaper: Reaper;
  readonly nodeName: string;
  readonly nodeIp: string;
  /** The folder of this host that has the folders of pods; made when it is first asked for. */
  readonly root: () => string;
  readonly onDefect: (error: unknown) => void;
}

/** Lets a loop end by abort; every other failure is a defect. */
export function unlessAborted(signal: AbortSignal, onDefect: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) onDefect(error);
  };
}
