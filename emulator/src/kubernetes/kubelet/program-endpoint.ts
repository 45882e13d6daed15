import type { Clock } from '../../clock.ts';
import type { Endpoint, EndpointFailure, Program, ProgramAnswer, VpcReply, VpcRequest } from '../../ports.ts';

/** The endpoint of a program in this process. */
export interface ProgramEndpoint extends Endpoint {
  /** From now on the program accepts connections. */
  open(program: Program): void;
  /** Breaks what is in flight and refuses everything from now on. */
  close(): void;
}

export interface ProgramEndpointOptions {
  readonly clock: Clock;
  readonly label: string;
  /** Hears why a request broke. */
  readonly onError: (error: unknown) => void;
}

/** An endpoint that refuses everything until its program is there. Answers take emulated time only. */
export function programEndpoint(options: ProgramEndpointOptions): ProgramEndpoint {
  const inFlight = new Set<() => void>();
  let program: Program | undefined;
  const ask: Endpoint['ask'] = async (request, signal) => {
    if (program?.handle === undefined) return 'refused';
    const connection = connect(options.clock, signal);
    inFlight.add(connection.cut);
    void deliver(program, request, connection, options);
    const outcome = await connection.outcome;
    inFlight.delete(connection.cut);
    return outcome;
  };
  return {
    label: options.label,
    hostPort: undefined,
    accepts: async () => program?.handle !== undefined,
    ask,
    async knock(request, signal) {
      const outcome = await ask(request, signal);
      return typeof outcome === 'string' ? outcome : outcome.status;
    },
    open(started) {
      program = started;
    },
    close() {
      program = undefined;
      for (const cut of inFlight) cut();
    },
  };
}

interface Connection {
  readonly outcome: Promise<VpcReply | EndpointFailure>;
  answer(reply: VpcReply, delayMs: number): void;
  readonly cut: () => void;
}

function connect(clock: Clock, signal: AbortSignal): Connection {
  const { promise, resolve } = Promise.withResolvers<VpcReply | EndpointFailure>();
  let cancel = () => {};
  let over = false;
  const end = (outcome: VpcReply | EndpointFailure) => {
    over = true;
    cancel();
    signal.removeEventListener('abort', cut);
    resolve(outcome);
  };
  const cut = () => end('broken');
  if (signal.aborted) cut();
  else signal.addEventListener('abort', cut);
  return {
    outcome: promise,
    cut,
    answer(reply, delayMs) {
      if (over) return;
      if (delayMs > 0) cancel = clock.after(delayMs, () => end(reply));
      else end(reply);
    },
  };
}

async function deliver(
  program: Program,
  request: VpcRequest,
  connection: Connection,
  { onError }: ProgramEndpointOptions,
): Promise<void> {
  try {
    const answer = await program.handle?.(request);
    if (answer === undefined) connection.cut();
    else connection.answer(replyOf(answer), answer.delayMs ?? 0);
  } catch (error) {
    onError(error);
    connection.cut();
  }
}

function replyOf({ status, headers = {}, body = '' }: ProgramAnswer): VpcReply {
  return { status, headers, body: Buffer.from(body) };
}
