import { errorTable } from '../src/domain/errors.ts';

const nextMoves = {
  retry: 'the state machine tries again',
  rollBack: 'the release is rolled back',
  refuse: 'the release is refused, nothing happened',
  stop: 'the execution ends and changes nothing',
  human: 'somebody has to look',
} as const;

/** docs/errors.md: what each error code means and what happens next. */
export const errorTablePage = (): string =>
  [
    '# Errors',
    '',
    'Every error that Tidegate throws has one of these names. The same name stands in the log, in Lambda’s `errorType`, in the',
    'execution’s history and in the state machine’s `ErrorEquals`. This page is generated from `src/domain/errors.ts`.',
    '',
    '| Error | What it means | What happens next |',
    '|---|---|---|',
    ...Object.entries(errorTable).map(
      ([code, { meaning, next }]) => `| \`${code}\` | ${meaning} | ${nextMoves[next]} |`,
    ),
    '',
  ].join('\n');
