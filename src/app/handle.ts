import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import * as z from 'zod/mini';
import { problemsOf } from '../contracts/problems.ts';
import { TidegateError } from '../domain/errors.ts';

const logger = new Logger();
const metrics = new Metrics();

/** A function of the state machine or of an event: what it takes, what it does, what it counts. */
export interface Handling<Input, Output> {
  readonly input: z.ZodMiniType<Input>;
  readonly act: (input: Input) => Promise<Output>;
  /** For events: what to answer instead of failing (and being retried in vain) when the input is malformed. */
  readonly malformed?: (why: string) => Output;
  readonly count?: (output: Output) => Readonly<Record<string, number>>;
}

const respond = async <Input, Output>(handling: Handling<Input, Output>, event: unknown): Promise<Output> => {
  const parsed = z.safeParse(handling.input, event);
  if (parsed.success) return handling.act(parsed.data);
  const why = problemsOf(parsed.error);
  if (handling.malformed === undefined) throw new TidegateError('InputInvalid', why);
  return handling.malformed(`malformed event: ${why}`);
};

/** Wraps a decision into a Lambda handler: input parsed, outcome and errors logged as JSON, counters as EMF. */
export const handle = <Input, Output>(handling: Handling<Input, Output>) =>
  middy()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .onError(({ error }) => {
      if (error) logger.error(error.message, error);
    })
    .handler(async (event: unknown): Promise<Output> => {
      const output = await respond(handling, event);
      for (const [name, value] of Object.entries(handling.count?.(output) ?? {}))
        metrics.addMetric(name, MetricUnit.Count, value);
      logger.info('done', { output });
      return output;
    });
