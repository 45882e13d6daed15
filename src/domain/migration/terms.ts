import type { MigrationMode, MigrationTerms } from '../../contracts/migration/record.ts';
import type { Policy } from '../../contracts/policy.ts';

/** The policy's limits as a migration takes them with it. */
export const migrationTermsOf = (
  migrations: NonNullable<Policy['migrations']>,
  incidents: readonly string[],
  mode: MigrationMode,
): MigrationTerms => {
  const { within, longTransaction, retention, throttle, approval, baseline, rdsInstance } = migrations;
  return {
    ...{ withinSeconds: within, longTransactionSeconds: longTransaction, retentionSeconds: retention },
    ...{ maxLagSeconds: throttle.maxLag, maxLoad: throttle.maxLoad, criticalLoad: throttle.criticalLoad },
    approval: approval[mode],
    ...{ largeRows: approval.rows, largeSeconds: approval.takes, askSeconds: approval.within },
    ...(baseline === undefined ? {} : { baseline }),
    ...(rdsInstance === undefined ? {} : { rdsInstance }),
    incidents: [...incidents],
  };
};
