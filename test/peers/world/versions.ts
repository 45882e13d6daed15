import type { Program, ProgramAnswer, StartProgram } from '../../../emulator/src/ports.ts';

/** How a version differs from a good one. */
export interface Behaviour {
  /** Users get 500 while this is true. */
  readonly fails?: () => boolean;
  /** From a request to its answer; 20 by default. */
  readonly delayMs?: () => number;
  /** The process ends so long after each start, while this is not 0. */
  readonly crashesAfterMs?: () => number;
  /** The process ends instead of answering a user while this is true. */
  readonly dies?: () => boolean;
  /** Whether a process passes its health checks; they are counted by their starts, from 0. */
  readonly isReady?: (process: number) => boolean;
  /** Hears of every request but health checks. */
  readonly onRequest?: (path: string) => void;
}

/** A version of the shop as a program: it answers with its version, and leaves as soon as it is asked to. It has `cp` as well. */
export function shopVersion(version: string, behaviour: Behaviour = {}): StartProgram {
  const { crashesAfterMs = () => 0, dies = () => false, isReady = () => true } = behaviour;
  let processes = 0;
  return ({ clock, command, exit }): Program => {
    if (command[0] === 'cp') {
      exit(0);
      return {};
    }
    const process = processes++;
    const lifeMs = crashesAfterMs();
    if (lifeMs > 0) clock.after(lifeMs, () => exit(1));
    return {
      handle: ({ path }) => {
        if (path === '/health') return { status: isReady(process) ? 200 : 503 };
        if (dies()) exit(1);
        return answerTo(path, version, behaviour);
      },
      terminate: () => exit(0),
    };
  };
}

function answerTo(path: string, body: string, behaviour: Behaviour): ProgramAnswer {
  const { fails = () => false, delayMs = () => 20, onRequest = () => {} } = behaviour;
  onRequest(path);
  return { status: fails() && path === '/' ? 500 : 200, body, delayMs: delayMs() };
}
