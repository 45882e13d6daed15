import { Writable } from 'node:stream';

/** A stream that takes text and tells it line by line; `flush` tells a line that was begun. */
export class LineOutput extends Writable {
  readonly isTTY = false;
  readonly fd: number;
  readonly #onLine: (line: string) => void;
  #begun = '';

  constructor(fd: number, onLine: (line: string) => void) {
    super({ decodeStrings: false });
    this.fd = fd;
    this.#onLine = onLine;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, callback: () => void): void {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const lines = (this.#begun + text).split('\n');
    this.#begun = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
    callback();
  }

  flush(): void {
    if (this.#begun !== '') this.#onLine(this.#begun);
    this.#begun = '';
  }
}
