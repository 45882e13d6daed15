import type { Program, ProgramAnswer, StartProgram, VpcRequest } from '../../../emulator/src/ports.ts';

/** How a version behaves once users are on it. `neverReady` and `crashLoop` never get that far. */
export type Behaviour = 'good' | 'failing' | 'neverReady' | 'crashLoop';

const healthPath = '/health';
/** Crash loops take long enough to be ready once. */
const crashesAfterMs = 20_000;
const copyMs = 500;

/** A version of the shop as a program: answers with its version, or with what is wrong with it. It has `cp` as well. */
export function shopVersion(version: string, behaviour: Behaviour): StartProgram {
  return ({ clock, command, exit }): Program => {
    if (command[0] === 'cp') {
      const cancel = clock.after(copyMs, () => exit(0));
      return { terminate: cancel };
    }
    if (behaviour === 'crashLoop') clock.after(crashesAfterMs, () => exit(1));
    return { handle: (request) => answer(version, behaviour, request), terminate: () => exit(0) };
  };
}

function answer(version: string, behaviour: Behaviour, { path }: VpcRequest): ProgramAnswer {
  if (path === healthPath) return { status: behaviour === 'neverReady' ? 503 : 200 };
  const fails = behaviour === 'failing' && path === '/';
  return { status: fails ? 500 : 200, body: version, delayMs: 20 };
}
