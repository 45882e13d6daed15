import type { RecordedCall } from '../../../emulator/src/recorder.ts';
import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { toInstant } from '../../../src/domain/instants.ts';
import type { Played } from '../play.ts';
import { layoutOf } from '../world/policy.ts';
import { clockTime, type Rule } from './rule.ts';

/** From the cause to the last user on the candidate: the event, a cold start, two calls, and the load balancer's own delay. */
const unbrokenMs = 8_000;
/** In place, the former version has to start, pod by pod. A controller may have one older write under way. */
const slowerMs = { inPlace: 180_000, ingress: 30_000, namespaces: 0 } as const;
/** When roll-back's own calls were broken: the machine looks every half minute, Lambda tries again after one and two minutes. */
const brokenMs = 240_000;

/** Something that must send users back. */
interface Cause {
  readonly at: number;
  readonly what: string;
  /** The alarm that it was; undefined for an operator's word. */
  readonly alarm: string | undefined;
}

/** Invocations of roll-back by its rule: what CloudWatch really told, however often it did. */
const alarmIn = ({ input }: RecordedCall): Cause | undefined => {
  const { Payload } = input as { Payload?: Uint8Array };
  const { detail } = JSON.parse(new TextDecoder().decode(Payload) || '{}') as {
    detail?: { alarmName?: string; state?: { value: string; timestamp: string } };
  };
  if (detail?.state?.value !== 'ALARM') return undefined;
  const at = Date.parse(toInstant(detail.state.timestamp));
  return { at, what: `alarm ${detail.alarmName}`, alarm: detail.alarmName };
};

const causesIn = ({ stage }: Played): readonly Cause[] => {
  const { recorder } = stage.world.cloud;
  const rollBack = stage.world.functionName('rollBack');
  const told = recorder
    .calls({ service: 'lambda', operation: 'Invoke' })
    .filter(({ caller, input }) => caller.startsWith(`${rollBack}-rule`) && isFor(input, rollBack));
  const alarms = told.map(alarmIn).filter((cause) => cause !== undefined);
  const distinct = new Map(alarms.map((cause) => [`${cause.what} ${cause.at}`, cause]));
  const aborts = stage.aborts.map((at) => ({ at, what: "an operator's abort", alarm: undefined }));
  return [...distinct.values(), ...aborts];
};

const isFor = (input: unknown, name: string): boolean =>
  String((input as { FunctionName?: string }).FunctionName).endsWith(name);

/** When the release passed its point of no return; undefined when it never did. */
export const retiringAt = ({ stage }: Played, record: ReleaseRecord): number | undefined =>
  stage.world.cloud.recorder
    .calls({ caller: stage.world.functionName('retireOldVersion'), operation: 'UpdateItem' })
    .find(({ at, error }) => (error === undefined || error === 'ConnectionLost') && at >= Date.parse(record.admittedAt))
    ?.at;

const concerns = (played: Played, record: ReleaseRecord, { at, alarm }: Cause): boolean => {
  const endedAt = Date.parse(record.conclusion?.at ?? '9999-01-01');
  const closedAt = retiringAt(played, record) ?? endedAt;
  const guarded = alarm === undefined || record.guards.includes(alarm);
  return guarded && Date.parse(record.admittedAt) < at && at < Math.min(closedAt, endedAt) - 1000;
};

const wasDisturbed = ({ scenario }: Played): boolean =>
  scenario.deeds.some(({ deed: { kind } }) => ['break', 'crash', 'stop', 'loseNode'].includes(kind));

/** After an alarm or an abort, no user meets the candidate for longer than a bounded time, and the release does not go on. */
export const reactsInTime: Rule = (played) => {
  const layout = layoutOf(played.scenario.policy ?? {});
  const boundMs = (wasDisturbed(played) ? brokenMs : unbrokenMs) + slowerMs[layout];
  return played.aftermath.history.flatMap((record) => {
    const cause = causesIn(played).find((one) => concerns(played, record, one));
    if (cause === undefined) return [];
    const { outcome, at } = record.conclusion ?? {};
    if (outcome === 'released')
      return [`release ${record.epoch} went on after ${cause.what} at ${clockTime(cause.at)}`];
    const exposed = played.stage.users.seen.filter(
      ({ version, sentAt }) =>
        version === record.release.to.version && sentAt > cause.at + boundMs && sentAt < Date.parse(at ?? ''),
    );
    const last = exposed.at(-1);
    if (last === undefined) return [];
    const seconds = Math.round((last.sentAt - cause.at) / 1000);
    return [
      `${exposed.length} users met ${last.version} up to ${seconds} s after ${cause.what} at ${clockTime(cause.at)}`,
    ];
  });
};
