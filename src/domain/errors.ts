/** The one error table. A code is the thrown error's `name`, and so Step Functions' `ErrorEquals` and Lambda's `errorType`. */
export const errorTable = {
  ReleaseAborted: {
    next: 'rollBack',
    meaning: 'The release was aborted while this step ran; the step undid its write.',
  },
  StaleRelease: { next: 'stop', meaning: 'Another release owns the service now; this one had no effect.' },
  MigrationAborted: {
    next: 'stop',
    meaning: 'The migration was ended, or its release aborted; its Job is taken away and the database freed.',
  },
  MigrationRefused: {
    next: 'refuse',
    meaning: 'A migration was not begun, or a gate of it said no: the sentence names the gate and what to do.',
  },
  StaleMigration: { next: 'stop', meaning: 'Another migration has the database now; this one had no effect.' },
  DatabaseUnreachable: {
    next: 'retry',
    meaning: 'The migrator has no connection to the database, or lost it; the stage is begun again.',
  },
  DatabaseBusy: {
    next: 'retry',
    meaning: 'Locks, load or too many connections at the database; the migrator comes again.',
  },
  DatabaseDenied: { next: 'human', meaning: 'The database user of the Secret may not do this: grant it the right.' },
  DatabaseAccessInvalid: {
    next: 'human',
    meaning: 'The Secret does not say where the database is, or the certificate of the database is not trusted.',
  },
  MigratorStopped: {
    next: 'retry',
    meaning: 'The migrator was told to stop before it was through; what it left is taken away.',
  },
  CopyFailed: {
    next: 'retry',
    meaning:
      'pt-online-schema-change ended without saying anything about the migration; the log of its Job has its words.',
  },
  MigratorBroken: { next: 'human', meaning: 'The migrator met what nobody thought of; the log of its Job says more.' },
  RollbackActionRefused: {
    next: 'refuse',
    meaning: 'The load balancer refuses the very action that a rollback would need.',
  },
  NotConverged: { next: 'retry', meaning: 'What was written cannot be read back yet.' },
  LockFreed: {
    next: 'retry',
    meaning: 'The lock passes to another at this very moment; asked again, the request finds out where it stands.',
  },
  ClusterUnreachable: { next: 'retry', meaning: 'The Kubernetes API did not answer, or refused us.' },
  CandidateRejected: { next: 'rollBack', meaning: 'Kubernetes refuses the candidate as it was cloned.' },
  CallFailed: { next: 'retry', meaning: 'An AWS call failed in a way that may pass.' },
  RepositoryNotFound: { next: 'refuse', meaning: 'The policy names an ECR repository that does not exist.' },
  RouteNotFound: {
    next: 'refuse',
    meaning:
      'The policy names an Ingress, or an action or service of it, that does not exist or has not reached the load balancer.',
  },
  FlagsNotFound: {
    next: 'refuse',
    meaning: 'The policy names an AppConfig application, environment, profile or strategy that does not exist.',
  },
  ManifestsUnreadable: {
    next: 'refuse',
    meaning: 'The policy names manifests in S3 that we cannot read: no such bucket, no permission, or too large.',
  },
  FlagsChanged: {
    next: 'rollBack',
    meaning: 'Somebody changed a flag of this release since it was admitted; their value stays.',
  },
  PolicyInvalid: { next: 'refuse', meaning: 'A registered policy no longer parses; apply it again.' },
  RecordInvalid: { next: 'human', meaning: 'The ledger holds a record that this version cannot read.' },
  InputInvalid: { next: 'human', meaning: 'A function was called with input outside its contract.' },
} as const satisfies Record<string, { next: 'retry' | 'rollBack' | 'refuse' | 'stop' | 'human'; meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

/** The only error that Tidegate throws: its name is a code of the table, its message a sentence that says what to do. */
export class TidegateError extends Error {
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
  }
}

/** True for errors that the table answers with a refusal: nothing has happened yet, and a retry would meet the same. */
export const meansRefusal = (error: unknown): error is TidegateError =>
  error instanceof TidegateError && errorTable[error.name as ErrorCode].next === 'refuse';

/** True for errors that the table answers with a retry: whoever asks again may get an answer. */
export const mayPass = (error: unknown): error is TidegateError =>
  error instanceof TidegateError && errorTable[error.name as ErrorCode].next === 'retry';

export const isCode = (error: unknown, code: ErrorCode): boolean => error instanceof Error && error.name === code;
