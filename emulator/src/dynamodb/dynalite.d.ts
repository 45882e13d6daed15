declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds are real ones. */
  interface Options {
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }
  export default function dynalite(options: Options): Server;
}
