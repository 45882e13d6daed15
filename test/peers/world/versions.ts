import type { Program, StartProgram } from '../../../emulator/src/ports.ts';

/** How a version differs from a good one. */
export interface Behaviour {
  /** Users get 500 while this is true. */
  readonly fails?: () => boolean;
  /** The process ends so long after each start, while this is not 0. */
  readonly crashesAfterMs?: () => number;
  /** Hears of every request but health checks. */
  readonly onRequest?: (path: string) => void;
}

/** A version of the shop as a program: it answers with its version, and leaves as soon as it is asked to. */
export function shopVersion(version: string, behaviour: Behaviour = {}): StartProgram {
  const { fails = () => false, crashesAfterMs = () => 0, onRequest = () => {} } = behaviour;
  return ({ clock, exit }): Program => {
    const lifeMs = crashesAfterMs();
    if (lifeMs > 0) clock.after(lifeMs, () => exit(1));
    return {
      handle: ({ path }) => {
        if (path === '/health') return { status: 200 };
        onRequest(path);
        return { status: fails() && path === '/' ? 500 : 200, body: version, delayMs: 20 };
      },
      terminate: () => exit(0),
    };
  };
}
