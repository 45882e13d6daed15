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
  /** Response header with the address of the target that was chosen. */
  readonly targetHeader: string;
  /** Response header of an answer that a rule of the load balancer gave by itself. */
  readonly ruleAnswerHeader: string;
  readonly cohort?: CohortOrder;
  readonly logFile: string;
}

/** So many percent of the requests are the cohort's: they carry these headers, or go to this path. */
export interface CohortOrder {
  readonly share: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Totals since the load began; the generator tells them a few times a second. */
export interface LoadTotals {
  readonly sent: number;
  readonly failed: number;
  /** Maintenance answers; they are not among the failed. */
  readonly maintenance: number;
  readonly unsent: number;
  readonly answeredBy: Readonly<Record<string, { readonly served: number; readonly failed: number }>>;
}
