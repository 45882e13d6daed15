import { AsyncLocalStorage } from 'node:async_hooks';
import { mainRealm } from './main-realm.ts';

/** The life of one emulated process within this one: its tasks run while it lives, and what they throw is its own end. */
export class Life {
  #alive = true;
  #onUncaught: (thrown: unknown, how: 'exception' | 'rejection') => void;

  /** `onUncaught` hears of what no code of the function caught. */
  constructor(onUncaught: (thrown: unknown, how: 'exception' | 'rejection') => void) {
    this.#onUncaught = onUncaught;
    watchRejections();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs a task, unless the process is gone. */
  readonly run = (task: () => void): void => {
    if (!this.#alive) return;
    try {
      owners.run(this, task);
    } catch (error) {
      this.#onUncaught(error, 'exception');
    }
  };

  /** Hears of a promise of this process that was rejected and not caught; nobody hears of the dead. */
  rejected(reason: unknown): void {
    if (this.#alive) this.#onUncaught(reason, 'rejection');
  }

  /** Nobody hears of it any more; what Node keeps of the last callers keeps no cloud with it. */
  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#onUncaught = () => {};
    forgetRejections();
  }
}

const owners = new AsyncLocalStorage<Life>();
let living = 0;

function watchRejections(): void {
  if (living === 0) mainRealm.process.on('unhandledRejection', toOwner);
  living += 1;
}

/** Rejections of the dead may come a little later than their end. */
function forgetRejections(): void {
  setImmediate(() => {
    living -= 1;
    if (living === 0) mainRealm.process.off('unhandledRejection', toOwner);
  });
}

function toOwner(reason: unknown): void {
  const owner = owners.getStore();
  if (!owner) throw reason;
  owner.rejected(reason);
}
