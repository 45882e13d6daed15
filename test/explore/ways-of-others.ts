import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { openQuestion } from '../../src/domain/asking.ts';
import { isHeld } from '../../src/domain/lock.ts';
import type { Draft } from './state.ts';
import { pushedBit } from './troubles.ts';
import type { Ways } from './ways.ts';
import { instantOf } from './world.ts';

/** The second release: once the lock is free, or (a trouble) at any time before. */
export const pushes = (ways: Ways): void => {
  if ((ways.from.account & pushedBit) !== 0) return;
  const { record } = ways.actors.worldOf(ways.from);
  const isFree = record !== null && !isHeld(record);
  const { actors } = ways;
  const [, second] = actors.rules.requests;
  if (second === undefined) return;
  const push = (draft: Draft) => {
    draft.account |= pushedBit;
    second.ask(actors, draft, actors.tick(draft));
  };
  const what = second.words;
  if (isFree) ways.add(() => what, push);
  else if (ways.may('push')) ways.add(() => `${what} while the release runs`, push, 'push');
};

/** The event of an alarm that fired in the time of this release. */
const alarmFiredIn = (epoch: number) => ({
  detail: { alarmName: 'orders-5xx', state: { value: 'ALARM', timestamp: instantOf(2 * epoch + 1) } },
});

/** A person answers what is asked: yes, some time, or (a trouble) no. */
export const answers = (ways: Ways): void => {
  const { actors, from } = ways;
  const { record } = actors.worldOf(from);
  if (record?.status !== 'active' || openQuestion(record) === undefined) return;
  if (from.processes.some(({ local }) => actors.processes.programOf(local) === 'AnswerApproval')) return;
  const { service, asked } = record;
  const says = (said: 'yes' | 'no') => (draft: Draft) =>
    actors.deliver(draft, 'AnswerApproval', {
      service,
      said,
      by: 'a person',
      at: instantOf(0),
      question: asked?.question,
    });
  ways.add(() => 'a person says yes', says('yes'));
  if (ways.may('reject')) ways.add(() => 'a person says no', says('no'), 'reject');
};

const isPatching = (ways: Ways, local: number): boolean => {
  const { processes } = ways.actors;
  const at = processes.standpoint(local);
  return at.kind === 'calling' && processes.calls.valueOf(at.call).method === 'patch';
};

/** A person's value is theirs, unless it comes in the very moment of the flip: AppConfig has no lock for that. */
const person = (ways: Ways, record: ReleaseRecord): void => {
  const { flags } = ways.actors.worldOf(ways.from);
  const { processes, machine } = ways.actors;
  const flips = (program: string) => program === 'FlipFlags';
  const changes = record.release.plan.flatMap((step) => (step.kind === 'flip' ? step.changes : []));
  const flag = changes.find(({ before }) => before['enabled'] !== true)?.key;
  if (flag === undefined) return;
  if (flags[flag]?.['enabled'] !== true || flags[flag]['by'] !== undefined) return;
  if (ways.from.processes.some(({ local }) => flips(processes.programOf(local)) || isPatching(ways, local))) return;
  if (ways.from.executions.some(({ at }) => flips(machine.positions.valueOf(at).state))) return;
  const theirs = { enabled: true, by: 'a person' };
  const change = (draft: Draft) =>
    ways.actors.change(draft, `person ${flag}`, (world) => ({
      ...world,
      flags: { ...world.flags, [flag]: theirs },
      personal: { ...world.personal, [flag]: theirs },
    }));
  ways.add(() => `a person changes the flag ${flag}`, change, 'person');
};

const duplicates = (ways: Ways): void => {
  for (const process of ways.from.processes)
    if (process.first >= 0 && process.local === process.first && process.tries === 0)
      ways.add(
        () => `the event for ${ways.actors.processes.programOf(process.local)} is delivered twice`,
        (draft) => void draft.processes.push(process),
        'duplicate',
      );
};

/** Of a release that deploys nothing: its flag. */
const whatIsNew = ({ release: { from, to, plan } }: ReleaseRecord): string => {
  const flip = plan.find((step) => step.kind === 'flip');
  return from.digest === to.digest ? (flip?.changes[0]?.key ?? '') : to.digest;
};

/** What people and alarms do meanwhile. */
export const people = (ways: Ways): void => {
  const { record } = ways.actors.worldOf(ways.from);
  if (ways.may('duplicate')) duplicates(ways);
  if (record === null || !isHeld(record)) return;
  const { epoch, release, service } = record;
  if (ways.may('alarm') && record.status !== 'settling')
    ways.add(
      () => `users of ${release.to.version} see errors: the alarm fires`,
      (draft) => {
        ways.actors.change(draft, 'bad', (world) => ({
          ...world,
          bad: [...new Set([...world.bad, whatIsNew(record)])],
        }));
        ways.actors.deliver(draft, 'AlarmFired', alarmFiredIn(epoch));
      },
      'alarm',
    );
  if (ways.may('abort'))
    ways.add(
      () => 'an operator aborts the release',
      (draft) => ways.actors.deliver(draft, 'OperatorAbort', { abort: service, reason: 'told to' }),
      'abort',
    );
  if (ways.may('promote'))
    ways.add(
      () => 'an operator promotes the release',
      (draft) => ways.actors.deliver(draft, 'OperatorPromote', { service }),
      'promote',
    );
  if (ways.may('person')) person(ways, record);
};

/** It runs every few minutes: at last when nothing else does, or (a trouble) in between. */
export const reconciles = (ways: Ways, isQuiet: boolean): void => {
  const { record } = ways.actors.worldOf(ways.from);
  if (record === null) return;
  const hasWork = isHeld(record) || (record.status === 'free' && record.queue !== undefined);
  if (!hasWork) return;
  const runs = (draft: Draft) => ways.actors.deliver(draft, 'Reconcile', { time: instantOf(ways.actors.tick(draft)) });
  if (isQuiet) ways.add(() => 'reconcile runs', runs);
  else if (ways.may('reconcile')) ways.add(() => 'reconcile runs', runs, 'reconcile');
};
