import type { ExecutionState } from '../aftermath.ts';
import type { Played } from '../play.ts';
import type { Push } from '../stage.ts';
import type { Rule } from './rule.ts';

const isAbout = ({ tag, digest }: Push, { input }: ExecutionState): boolean =>
  input['tag'] === tag && (input['digest'] === undefined || input['digest'] === digest);

const saysWhy = ({ status, cause = '', output }: ExecutionState): boolean =>
  (status === 'FAILED' && /\w+ \w+/.test(cause)) || (output['kind'] === 'queued' && isNonEmpty(output['because']));

const isNonEmpty = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** A push that waited and was passed by a newer one; that one's own fate is asked separately. */
const waitedInVain = ({ output }: ExecutionState): boolean => output['kind'] === 'queued';

const isLost = ({ stage, aftermath }: Played, push: Push): boolean => {
  if (aftermath.history.some(({ release }) => release.to.digest === push.digest)) return false;
  const executions = aftermath.executions.filter((execution) => isAbout(push, execution));
  const passed = stage.pushes.some((other) => other.at > push.at);
  if (executions.some(waitedInVain) && aftermath.record?.queued === undefined)
    return !passed && !executions.some(hasFailed);
  return !executions.some(saysWhy);
};

const hasFailed = ({ status }: ExecutionState): boolean => status === 'FAILED';

/** Every push was released, rolled back, refused with a sentence, or made way for a newer one. */
export const noPushIsLost: Rule = (played) =>
  played.stage.pushes
    .filter((push) => isLost(played, push))
    .map(({ tag }) => `nothing says what became of the push of ${tag}`);

/** Nobody waits for a lock that is free. */
export const nobodyWaits: Rule = ({ aftermath: { record } }) =>
  record?.queued !== undefined && record.status === 'free'
    ? [`${record.queued.request.tag} still waits although the lock is free`]
    : [];
