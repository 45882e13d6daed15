/** Connections to a database. One that is never released comes back when the database closes it for being idle. */
export class ConnectionPool {
  #free;
  #idleTimeoutMs;

  constructor({ size, idleTimeoutMs }) {
    this.#free = size;
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  /** A connection, or an error when all are taken. */
  acquire() {
    if (this.#free === 0) throw new Error('the connection pool is exhausted');
    this.#free -= 1;
    const giveBack = once(() => {
      this.#free += 1;
    });
    setTimeout(giveBack, this.#idleTimeoutMs).unref();
    return { release: giveBack };
  }
}

function once(action) {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
