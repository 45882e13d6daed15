import { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { Departures } from './departures.ts';

/** What carries the bytes of one end of a connection to the other, and lets things happen there. */
export interface SocketOptions {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly departures: Departures;
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
  /** Written at this instant. */
  #outgoing: Uint8Array[] = [];
  #endFollows = false;
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
    this.#sendEnd();
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
    for (const { chunk } of chunks) this.#send(chunk);
    callback();
  }

  override _final(callback: () => void): void {
    this.#sendEnd();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#cancelTimeout();
    this.#sendEnd();
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

  /** What is written at one instant travels as one piece. */
  #send(chunk: Uint8Array): void {
    const peer = this.#peer;
    if (!peer) return;
    this.#lastActiveMs = this.#options.clock.now();
    if (this.#outgoing.push(chunk) > 1) return;
    const bytes = () => Buffer.concat(this.#outgoing);
    this.#options.departures.add({ bytes, leave: (delayMs) => this.#leave(peer, delayMs) });
  }

  #leave(peer: MemorySocket, delayMs: number): void {
    const piece = Buffer.concat(this.#outgoing);
    this.#outgoing = [];
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, this.#options.clock.now() + delayMs);
    this.#carry(peer, piece);
    if (this.#endFollows) this.#carry(peer, null);
  }

  /** The end takes no time of its own, but never overtakes what was sent. */
  #sendEnd(): void {
    if (!this.#peer) return;
    this.#lastActiveMs = this.#options.clock.now();
    if (this.#outgoing.length > 0) this.#endFollows = true;
    else this.#carry(this.#peer, null);
  }

  #carry(peer: MemorySocket, piece: Uint8Array | null): void {
    const { clock } = this.#options;
    const leftMs = this.#lastArrivalMs - clock.now();
    const arrive = () => peer.#receive(piece);
    if (leftMs > 0) clock.after(leftMs, arrive);
    else process.nextTick(arrive);
  }

  /** `null` is the end. */
  #receive(piece: Uint8Array | null): void {
    this.#lastActiveMs = this.#options.clock.now();
    this.#options.run(() => {
      if (!this.destroyed && !this.readableEnded) this.push(piece);
    });
  }
}
