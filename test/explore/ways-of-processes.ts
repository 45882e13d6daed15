import { beforeAdmission } from './actors.ts';
import type { Call } from './process-states.ts';
import type { Rules, Shared } from './rules.ts';
import type { Draft, Process } from './state.ts';
import type { Ways } from './ways.ts';

/** A process at its call. */
interface Turn {
  readonly index: number;
  readonly process: Process;
  readonly call: Call;
  readonly callId: number;
}

const told = <W extends Shared>({ who, called }: Rules<W>, { call, process }: Turn): string =>
  `${who(call)}${process.owner < 0 && process.first < 0 ? ' (nobody waits for it any more)' : ''}: ${called(call)}`;

const hear = <W extends Shared>({ actors }: Ways<W>, draft: Draft, { index, process }: Turn, answer: number): void => {
  draft.processes.splice(index, 1);
  actors.proceed(draft, { ...process, local: actors.processes.answered(process.local, answer) });
};

const isTooEarly = <W extends Shared>({ actors, from, limits }: Ways<W>, call: Call): boolean =>
  limits.slowFunctions !== true &&
  actors.rules.comesLater(actors.worldOf(from), call) &&
  from.processes.some(({ marks }) => (marks & beforeAdmission) !== 0);

const fails = <W extends Shared>(ways: Ways<W>, turn: Turn): void => {
  const { actors } = ways;
  const { rules } = actors;
  const { call, callId } = turn;
  const failure = () => actors.processes.answers.idOf({ error: 'CallFailed' });
  if (ways.mayStrike('throttle', call.program))
    ways.add(
      () => `${rules.who(call)}: ${rules.called(call)} is refused (throttled), and has no effect`,
      (draft) => hear(ways, draft, turn, failure()),
      'throttle',
    );
  if (!rules.isWrite(call) || isTooEarly(ways, call) || !ways.mayStrike('lost', call.program)) return;
  const loses = (draft: Draft) => {
    actors.effect(draft, callId);
    hear(ways, draft, turn, failure());
  };
  ways.add(() => `${told(ways.actors.rules, turn)}, but its answer is an error`, loses, 'lost');
};

const crashes = <W extends Shared>(ways: Ways<W>, turn: Turn): void => {
  const { call, callId, index, process } = turn;
  const { rules } = ways.actors;
  if (!ways.mayStrike('crash', call.program)) return;
  const dies = (draft: Draft) => {
    draft.processes.splice(index, 1);
    ways.actors.lose(draft, process, 'Lambda.Unknown');
  };
  ways.add(() => `${rules.who(call)} dies before ${rules.called(call)}`, dies, 'crash');
  if (!rules.isWrite(call) || isTooEarly(ways, call)) return;
  const diesAfter = (draft: Draft) => {
    ways.actors.effect(draft, callId);
    dies(draft);
  };
  ways.add(() => `${told(ways.actors.rules, turn)}, and dies right after it`, diesAfter, 'crash');
  const half = rules.half?.(ways.actors.worldOf(ways.from), call);
  if (half === undefined) return;
  const diesInside = (draft: Draft) => {
    draft.world = ways.actors.worlds.idOf(half);
    dies(draft);
  };
  ways.add(() => `${told(ways.actors.rules, turn)}, and dies in the middle of it`, diesInside, 'crash');
};

const strays = <W extends Shared>(ways: Ways<W>, { call, index, process }: Turn): void => {
  if (process.owner < 0 || !ways.actors.rules.mayStray(call) || !ways.mayStrike('stray', call.program)) return;
  const goesOn = (draft: Draft) => {
    draft.processes[index] = { ...process, owner: -1 };
    ways.actors.lose(draft, process, 'Lambda.SdkClientException');
  };
  const say = () =>
    `the machine loses the connection to ${ways.actors.rules.who(call)}, which goes on before ${ways.actors.rules.called(call)}`;
  ways.add(say, goesOn, 'stray');
};

/** A process's next call takes effect, or fails, or its process dies or is lost. */
export const waysOfProcess = <W extends Shared>(ways: Ways<W>, index: number, process: Process): void => {
  const { actors } = ways;
  const at = actors.processes.standpoint(process.local);
  if (at.kind !== 'calling') throw new Error('a process that calls nothing');
  const turn = { index, process, callId: at.call, call: actors.processes.calls.valueOf(at.call) };
  if (!isTooEarly(ways, turn.call))
    ways.add(
      () => told(ways.actors.rules, turn),
      (draft) => hear(ways, draft, turn, actors.effect(draft, at.call)),
    );
  fails(ways, turn);
  crashes(ways, turn);
  strays(ways, turn);
};
