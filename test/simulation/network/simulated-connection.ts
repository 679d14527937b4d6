import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import type { ModelServer } from '../model/model-server.ts';
import type { Trouble } from '../trouble.ts';
import { noAnswer, refusedAnswer } from './faulty-answer.ts';
import type { ProcessClock } from './process-clock.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { SimulatedWatch, type WatchContext } from './simulated-watch.ts';

/** What a connection is between. */
export interface ConnectionOptions extends WatchContext {
  readonly clock: ProcessClock;
  /** Goes on when the process dies. */
  readonly network: VirtualTime;
  readonly server: ModelServer;
  readonly trouble: Trouble;
  /** Who speaks, for the server. */
  readonly actor: string;
  /** The process dies now. */
  readonly crash: () => void;
  /** Told of each request that the server has answered, and with which error, if any. */
  readonly onAnswer: (request: ApiRequest, error: Error | undefined) => void;
}

type Outcome = { readonly answer: unknown } | { readonly error: Error };
type Deliver = (outcome: Outcome) => void;

/** ms */
const times = { way: 20, slow: 12_000, lost: 30_000 } as const;

/** The way of one process to the model API server: takes time, and in trouble loses, repeats and refuses requests, and kills the process between them. */
export class SimulatedConnection implements ApiConnection {
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  request<T>(request: ApiRequest): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#send(request, (outcome) => {
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.answer as T);
      });
    });
  }

  async *stream(request: ApiRequest): AsyncGenerator<unknown, void> {
    const { clock, trouble } = this.#options;
    await new Promise<void>((resolve) => void clock.after(trouble.between(1, times.way), resolve));
    if (trouble.strikes('refusedWatch'))
      throw trouble.random.chance(0.5) ? refusedAnswer(request, trouble) : noAnswer(request, trouble);
    yield* new SimulatedWatch(request, this.#options).lines();
  }

  /** On the way: the process may die before it leaves, or while it travels. */
  #send(request: ApiRequest, deliver: Deliver): void {
    const { clock, network, trouble } = this.#options;
    if (!clock.isAlive) return;
    if (trouble.strikes('crash')) {
      this.#options.crash();
      return;
    }
    network.quiet.after(trouble.between(1, times.way), () => {
      if (clock.isAlive || trouble.random.chance(0.5)) this.#arrive(request, deliver);
    });
  }

  #arrive(request: ApiRequest, deliver: Deliver): void {
    const { trouble, onAnswer } = this.#options;
    if (trouble.strikes('lostRequest')) {
      this.#later(times.lost, () => deliver({ error: noAnswer(request, trouble) }));
      return;
    }
    if (trouble.strikes('refusal')) {
      this.#later(times.way, () => deliver({ error: refusedAnswer(request, trouble) }));
      return;
    }
    const first = this.#execute(request);
    const outcome = trouble.strikes('duplicate') ? this.#execute(request) : first;
    onAnswer(request, 'error' in outcome ? outcome.error : undefined);
    if (trouble.strikes('crash')) this.#options.crash();
    else if (trouble.strikes('lostAnswer'))
      this.#later(times.lost, () => deliver({ error: noAnswer(request, trouble) }));
    else this.#later(trouble.strikes('slowAnswer') ? times.slow : times.way, () => deliver(outcome));
  }

  #execute(request: ApiRequest): Outcome {
    const { server, actor } = this.#options;
    try {
      return { answer: server.answer(request, actor) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { error };
    }
  }

  /** On the network, where things happen whether or not the process lives. */
  #later(most: number, callback: () => void): void {
    const { network, trouble } = this.#options;
    network.after(trouble.between(1, most), callback);
  }
}
