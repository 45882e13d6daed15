import { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';

/** What carries the bytes of one end of a connection to the other, and lets things happen there. */
export interface SocketOptions {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** Emulated milliseconds that the next piece takes to the other end; 0 for at once. */
  readonly delayMs: () => number;
  /** Runs what happens at this end; an end that is gone runs nothing. */
  readonly run: (task: () => void) => void;
  readonly allowHalfOpen: boolean;
}

/** One end of a TCP or TLS connection in memory, with as much of `net.Socket` as HTTP clients and servers use. */
export class MemorySocket extends Duplex {
  connecting = false;
  readonly encrypted: boolean;
  readonly authorized = true;
  readonly alpnProtocol = false;
  readonly remoteAddress = '127.0.0.1';
  readonly remoteFamily = 'IPv4';
  timeout = 0;
  /** Set by Node's HTTP client and server while they read from this end. */
  parser: { close(): void } | null = null;
  readonly #options: SocketOptions;
  #peer: MemorySocket | undefined;
  #lastArrivalMs = 0;
  #lastActiveMs = 0;
  #cancelTimeout = () => {};

  constructor(options: SocketOptions, encrypted: boolean) {
    super({ allowHalfOpen: options.allowHalfOpen });
    this.#options = options;
    this.encrypted = encrypted;
  }

  /** Joins two ends; what one writes, the other reads. */
  static join(one: MemorySocket, other: MemorySocket): void {
    one.#peer = other;
    other.#peer = one;
  }

  /** Runs a task at this end, after everything that is about to run now. */
  soon(task: () => void): void {
    process.nextTick(() => this.#options.run(task));
  }

  /** The process at this end is gone: the other end reads what was sent and then the end; this end hears nothing any more. */
  sever(): void {
    this.#cancelTimeout();
    this.#send(null);
    this.#peer = undefined;
    this.removeAllListeners();
    this.on('error', () => {});
    this.destroy();
    setImmediate(() => this.#closeParser());
  }

  /** Node's HTTP client frees its parser when it hears of the end; a parser that is neither freed nor closed keeps its cloud for ever. */
  #closeParser(): void {
    this.parser?.close();
    this.parser = null;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: () => void): void {
    this.#send(chunk);
    callback();
  }

  override _writev(chunks: { chunk: Uint8Array }[], callback: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    callback();
  }

  override _final(callback: () => void): void {
    this.#send(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#cancelTimeout();
    this.#send(null);
    callback(error);
  }

  /** Emits `timeout` when nothing was sent or received for that long, in emulated time. */
  setTimeout(ms: number, onTimeout?: () => void): this {
    this.#cancelTimeout();
    this.timeout = ms;
    if (ms > 0) {
      this.#lastActiveMs = this.#options.clock.now();
      this.#watchIdleness(ms);
      if (onTimeout) this.once('timeout', onTimeout);
    } else if (onTimeout) this.removeListener('timeout', onTimeout);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return { address: this.remoteAddress, family: this.remoteFamily, port: 0 };
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  #watchIdleness(afterMs: number): void {
    this.#cancelTimeout = this.#options.clock.after(afterMs, () => {
      const leftMs = this.#lastActiveMs + this.timeout - this.#options.clock.now();
      if (leftMs > 0) this.#watchIdleness(leftMs);
      else this.#options.run(() => this.emit('timeout'));
    });
  }

  /** `null` is the end. Pieces arrive in the order in which they were sent. */
  #send(piece: Uint8Array | null): void {
    const peer = this.#peer;
    if (!peer) return;
    const { clock, delayMs } = this.#options;
    const now = clock.now();
    this.#lastActiveMs = now;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, now + (piece ? delayMs() : 0));
    const arrive = () => peer.#receive(piece);
    if (this.#lastArrivalMs > now) clock.after(this.#lastArrivalMs - now, arrive);
    else process.nextTick(arrive);
  }

  #receive(piece: Uint8Array | null): void {
    this.#lastActiveMs = this.#options.clock.now();
    this.#options.run(() => {
      if (!this.destroyed && !this.readableEnded) this.push(piece);
    });
  }
}
