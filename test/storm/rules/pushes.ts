import type { Aftermath, ExecutionState } from '../aftermath.ts';
import type { Played } from '../play.ts';
import type { Push } from '../stage.ts';
import type { Rule } from './rule.ts';

const isAbout = ({ tag, digest }: Push, { input }: ExecutionState): boolean =>
  input['tag'] === tag && (input['digest'] === undefined || input['digest'] === digest);

const wasReleasedOrRolledBack = ({ history }: Aftermath, { digest }: Push): boolean =>
  history.some(({ release }) => release.to.digest === digest);

/** It ended with a sentence: refused, or not admitted. */
const saysWhy = ({ status, cause = '' }: ExecutionState): boolean => status === 'FAILED' && /\w+ \w+/.test(cause);

/** Something newer was asked for: what waited for the lock, or was missed, makes way for it. */
const madeWay = ({ stage, aftermath }: Played, push: Push): boolean =>
  stage.pushes.some(({ at }) => at > push.at) ||
  aftermath.executions.some((execution) => execution.startedAt > push.at && isByHand(execution));

const isByHand = ({ name }: ExecutionState): boolean => name.startsWith('by-hand-');

const isLost = (played: Played, push: Push): boolean => {
  const { aftermath } = played;
  if (wasReleasedOrRolledBack(aftermath, push) || madeWay(played, push)) return false;
  return !aftermath.executions.some((execution) => isAbout(push, execution) && saysWhy(execution));
};

/** Every push was released, rolled back, refused with a sentence, or made way for something newer. */
export const noPushIsLost: Rule = (played) =>
  played.stage.pushes
    .filter((push) => isLost(played, push))
    .map(({ tag }) => `nothing says what became of the push of ${tag}`);

/** Nobody waits for a lock that is free. */
export const nobodyWaits: Rule = ({ aftermath: { record } }) =>
  record?.status === 'free'
    ? (record.queue ?? []).map(({ request }) => `${request.tag} still waits although the lock is free`)
    : [];
