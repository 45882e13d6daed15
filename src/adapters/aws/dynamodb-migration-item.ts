import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { MigrationRecord, type StageRun } from '../../contracts/migration/record.ts';
import { MigratorResult, Stage } from '../../contracts/migration/result.ts';
import { toInstant } from '../../domain/instants.ts';
import { answersItem, askedIn, askedItem } from './dynamodb-asked-item.ts';
import { type Item, json, readAs, text } from './dynamodb-json.ts';

/** Each stage's answer has an attribute of its own, so that the first can stay. */
export const resultAttribute = (stage: Stage): string => `${stage}Result`;

export const resultText = (result: MigratorResult): AttributeValue.SMember => text(MigratorResult, result);

/** Which Job runs, as conditions compare it; its `since` is beside it. */
/** How the `run` of every attempt of a stage begins. */
export const runOfStage = (stage: Stage): string => JSON.stringify({ stage }).slice(0, -1);

export const runItem = ({ stage, attempt, since }: StageRun) => ({
  run: { S: JSON.stringify({ stage, attempt }) },
  runSince: { S: since },
});

export const migrationConclusionText = (conclusion: MigrationRecord['conclusion']): AttributeValue.SMember =>
  text(MigrationRecord.shape.conclusion, conclusion);

const resultsItem = (results: MigrationRecord['results']): Item =>
  Object.fromEntries(Object.values(results ?? {}).map((result) => [resultAttribute(result.stage), resultText(result)]));

/** A record as attributes. What conditions ask about is an attribute of its own; what never changes is one JSON string. */
export const toMigrationItem = (record: MigrationRecord): Item => ({
  database: { S: record.database },
  epoch: { N: String(record.epoch) },
  status: { S: record.status },
  holder: { S: record.holder },
  admittedAt: { S: toInstant(record.admittedAt) },
  migration: { S: JSON.stringify(record.migration) },
  ...(record.run === undefined ? {} : runItem(record.run)),
  ...(record.progress === undefined ? {} : { progress: { S: JSON.stringify(record.progress) } }),
  ...(record.progressAt === undefined ? {} : { progressAt: { S: record.progressAt } }),
  ...resultsItem(record.results),
  ...(record.asked === undefined ? {} : askedItem(record.asked)),
  ...(record.answers === undefined ? {} : answersItem(record.answers)),
  ...(record.endedBecause === undefined ? {} : { endedBecause: { S: record.endedBecause } }),
  ...(record.conclusion === undefined ? {} : { conclusion: migrationConclusionText(record.conclusion) }),
});

const resultsIn = (item: Item) => {
  const results = Stage.options.flatMap((stage) => {
    const attribute = item[resultAttribute(stage)];
    return attribute === undefined ? [] : [[stage, json(attribute) ?? null]];
  });
  return results.length === 0 ? {} : { results: Object.fromEntries(results) };
};

/** The record of an item. Throws `RecordInvalid` for one that this version cannot read. */
export const fromMigrationItem = (item: Item): MigrationRecord => readAs(MigrationRecord, plain(item), item);

const plain = (item: Item) => ({
  database: item['database']?.S,
  epoch: Number(item['epoch']?.N),
  status: item['status']?.S,
  holder: item['holder']?.S,
  admittedAt: item['admittedAt']?.S,
  migration: json(item['migration']),
  ...(item['run'] === undefined ? {} : { run: { ...Object(json(item['run'])), since: item['runSince']?.S } }),
  ...(item['progress'] === undefined ? {} : { progress: json(item['progress']) ?? null }),
  ...(item['progressAt'] === undefined ? {} : { progressAt: item['progressAt'].S }),
  ...resultsIn(item),
  ...askedIn(item),
  ...(item['endedBecause'] === undefined ? {} : { endedBecause: item['endedBecause'].S }),
  ...(item['conclusion'] === undefined ? {} : { conclusion: json(item['conclusion']) ?? null }),
});
