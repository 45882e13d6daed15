/** `src/domain/migration/lock.ts` in the words of DynamoDB: conditional updates of one record. */
import type { MigrationRecord, MigrationRef, StageRun } from '../../contracts/migration/record.ts';
import type { MigrationProgress, MigratorResult } from '../../contracts/migration/result.ts';
import { laterStages } from '../../domain/migration/lock.ts';
import type { Change } from './dynamodb-ledger-changes.ts';
import {
  migrationConclusionText,
  resultAttribute,
  resultText,
  runItem,
  runOfStage,
} from './dynamodb-migration-item.ts';

const whileActive = '#status = :active AND epoch = :epoch';

const active = ({ epoch }: MigrationRef) => ({ ':active': { S: 'active' }, ':epoch': { N: String(epoch) } });

/** A Job that is not the one that runs already: it has got nowhere yet. Stages never go back. */
export const runningFirst = (ref: MigrationRef, run: StageRun): Change => {
  const later = laterStages(run.stage).map((stage) => [`:${stage}`, { S: runOfStage(stage) }] as const);
  const isNext = ['run <> :run', ...later.map(([name]) => `NOT begins_with(run, ${name})`)].join(' AND ');
  return {
    UpdateExpression: 'SET run = :run, runSince = :since REMOVE progress, progressAt',
    ConditionExpression: `${whileActive} AND (attribute_not_exists(run) OR (${isNext}))`,
    ExpressionAttributeValues: {
      ...{ ...active(ref), ':run': runItem(run).run, ':since': runItem(run).runSince },
      ...Object.fromEntries(later),
    },
  };
};

/** The same Job again: since when it runs, and how far it is, stays. */
export const runningAgain = (ref: MigrationRef, run: StageRun): Change => ({
  UpdateExpression: 'SET run = :run',
  ConditionExpression: `${whileActive} AND run = :run`,
  ExpressionAttributeValues: { ...active(ref), ':run': runItem(run).run },
});

export const progressing = (ref: MigrationRef, progress: MigrationProgress, at: string): Change => ({
  UpdateExpression: 'SET progress = :progress, progressAt = :at',
  ConditionExpression: whileActive,
  ExpressionAttributeValues: { ...active(ref), ':progress': { S: JSON.stringify(progress) }, ':at': { S: at } },
});

/** The first answer of a stage stays. */
export const keeping = (ref: MigrationRef, result: MigratorResult): Change => {
  const attribute = resultAttribute(result.stage);
  return {
    UpdateExpression: `SET ${attribute} = if_not_exists(${attribute}, :result)`,
    ConditionExpression: whileActive,
    ExpressionAttributeValues: { ...active(ref), ':result': resultText(result) },
  };
};

const held = { ':active': { S: 'active' }, ':ending': { S: 'ending' } };

/** The first cause stays. */
export const ending = (because: string, epoch?: number): Change => ({
  UpdateExpression: 'SET #status = :ending, endedBecause = if_not_exists(endedBecause, :because)',
  ConditionExpression: `#status IN (:active, :ending)${epoch === undefined ? '' : ' AND epoch = :epoch'}`,
  ExpressionAttributeValues: {
    ...{ ...held, ':because': { S: because } },
    ...(epoch === undefined ? {} : { ':epoch': { N: String(epoch) } }),
  },
});

/** A repeated conclusion succeeds, because the answer to the first may have been lost; another one does not. */
export const freeing = ({ epoch }: MigrationRef, conclusion: MigrationRecord['conclusion']): Change => ({
  UpdateExpression: 'SET #status = :free, conclusion = :conclusion',
  ConditionExpression: 'epoch = :epoch AND (#status IN (:active, :ending) OR conclusion = :conclusion)',
  ExpressionAttributeValues: {
    ...{ ...held, ':free': { S: 'free' }, ':epoch': { N: String(epoch) } },
    ':conclusion': migrationConclusionText(conclusion),
  },
});
