import { CodeStore } from './code.ts';
import { ProcessSandbox } from './process-sandbox.ts';
import type { Runtime } from './sandbox.ts';

/** Runs each execution environment in a process of its own, with real time and real sockets. */
export function createProcessRuntime(): Runtime {
  const code = new CodeStore();
  return {
    deploy: (settings) => {
      const folder = code.folderOf(settings);
      return { folder, start: (spec) => new ProcessSandbox(folder, spec) };
    },
    close: () => code.close(),
  };
}
