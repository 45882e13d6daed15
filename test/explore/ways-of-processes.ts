import { beforeAdmission } from './actors.ts';
import type { Call } from './process-states.ts';
import type { Draft, Process } from './state.ts';
import type { Ways } from './ways.ts';
import { called, who } from './words.ts';
import { isWrite, movesUsers } from './world-calls.ts';

/** A process at its call. */
interface Turn {
  readonly index: number;
  readonly process: Process;
  readonly call: Call;
  readonly callId: number;
}

const told = ({ call, process }: Turn): string =>
  `${who(call)}${process.owner < 0 && process.first < 0 ? ' (nobody waits for it any more)' : ''}: ${called(call)}`;

const hear = ({ actors }: Ways, draft: Draft, { index, process }: Turn, answer: number): void => {
  draft.processes.splice(index, 1);
  actors.proceed(draft, { ...process, local: actors.processes.answered(process.local, answer) });
};

const isTooEarly = ({ actors, from, limits }: Ways, call: Call): boolean =>
  limits.slowFunctions !== true &&
  movesUsers(call, actors.worldOf(from)) &&
  from.processes.some(({ marks }) => (marks & beforeAdmission) !== 0);

const fails = (ways: Ways, turn: Turn): void => {
  const { actors } = ways;
  const { call, callId } = turn;
  const failure = () => actors.processes.answers.idOf({ error: 'CallFailed' });
  if (ways.mayStrike('throttle', call.program))
    ways.add(
      () => `${who(call)}: ${called(call)} is refused (throttled), and has no effect`,
      (draft) => hear(ways, draft, turn, failure()),
      'throttle',
    );
  if (!isWrite(call) || isTooEarly(ways, call) || !ways.mayStrike('lost', call.program)) return;
  const loses = (draft: Draft) => {
    actors.effect(draft, callId);
    hear(ways, draft, turn, failure());
  };
  ways.add(() => `${told(turn)}, but its answer is an error`, loses, 'lost');
};

const crashes = (ways: Ways, turn: Turn): void => {
  const { call, callId, index, process } = turn;
  if (!ways.mayStrike('crash', call.program)) return;
  const dies = (draft: Draft) => {
    draft.processes.splice(index, 1);
    ways.actors.lose(draft, process, 'Lambda.Unknown');
  };
  ways.add(() => `${who(call)} dies before ${called(call)}`, dies, 'crash');
  if (!isWrite(call) || isTooEarly(ways, call)) return;
  const diesAfter = (draft: Draft) => {
    ways.actors.effect(draft, callId);
    dies(draft);
  };
  ways.add(() => `${told(turn)}, and dies right after it`, diesAfter, 'crash');
};

const strays = (ways: Ways, { call, index, process }: Turn): void => {
  if (process.owner < 0 || !ways.mayStrike('stray', call.program)) return;
  const goesOn = (draft: Draft) => {
    draft.processes[index] = { ...process, owner: -1 };
    ways.actors.lose(draft, process, 'Lambda.SdkClientException');
  };
  const say = () => `the machine loses the connection to ${who(call)}, which goes on before ${called(call)}`;
  ways.add(say, goesOn, 'stray');
};

/** A process's next call takes effect, or fails, or its process dies or is lost. */
export const waysOfProcess = (ways: Ways, index: number, process: Process): void => {
  const { actors } = ways;
  const at = actors.processes.standpoint(process.local);
  if (at.kind !== 'calling') throw new Error('a process that calls nothing');
  const turn = { index, process, callId: at.call, call: actors.processes.calls.valueOf(at.call) };
  if (!isTooEarly(ways, turn.call))
    ways.add(
      () => told(turn),
      (draft) => hear(ways, draft, turn, actors.effect(draft, at.call)),
    );
  fails(ways, turn);
  crashes(ways, turn);
  strays(ways, turn);
};
