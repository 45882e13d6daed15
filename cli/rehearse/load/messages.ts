/** What the load generator's process is told when it starts. */
export interface LoadOrder {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestsPerSecond: number;
  /** Response headers that may say who answered; the first one present counts. */
  readonly answeredByHeaders: readonly string[];
  /** Response header with the emulated epoch milliseconds of the load balancer's choice. */
  readonly routedAtHeader: string;
  readonly logFile: string;
}

/** Totals since the load began; the generator tells them a few times a second. */
export interface LoadTotals {
  readonly sent: number;
  readonly failed: number;
  readonly unsent: number;
  readonly answeredBy: Readonly<Record<string, { readonly served: number; readonly failed: number }>>;
}
