import type { Clock } from '../clock.ts';

/** What one end of a connection sent at one instant. */
export interface Departure {
  readonly bytes: () => Buffer;
  /** Sends it on its way; it arrives so many emulated milliseconds later. */
  readonly leave: (delayMs: number) => void;
}

/**
 * Everything that is sent at one instant leaves when nothing more happens at it, in an order that depends on nothing but what
 * is sent: who was called for the first time, and is a few promises late for it, changes no run.
 */
export class Departures {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #delayMs: () => number;
  #waiting: Departure[] = [];

  /** `delayMs` draws how long the next one takes, in emulated milliseconds. */
  constructor(clock: Pick<Clock, 'after'>, delayMs: () => number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  add(departure: Departure): void {
    if (this.#waiting.push(departure) === 1) this.#clock.after(0, () => this.#leave());
  }

  #leave(): void {
    const leaving = inOrder(this.#waiting);
    this.#waiting = [];
    for (const { leave } of leaving) leave(this.#delayMs());
  }
}

function inOrder(departures: readonly Departure[]): readonly Departure[] {
  if (departures.length === 1) return departures;
  const known = departures.map((departure) => ({
    departure,
    text: withoutDraws(departure.bytes().toString('latin1')),
  }));
  const compared = known.toSorted((one, other) => (one.text < other.text ? -1 : Number(one.text > other.text)));
  return compared.map(({ departure }) => departure);
}

/** Without what differs from run to run and leads to nothing: ids, and a client's idea of the time with what it signs of it. */
const withoutDraws = (message: string): string =>
  message.replaceAll(
    /(?<=^(?:amz-sdk-invocation-id|x-amz-date|x-amzn-requestid): ).*$|(?<=Signature=)[0-9a-f]+/gim,
    '',
  );
