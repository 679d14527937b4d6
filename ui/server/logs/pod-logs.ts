import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteConnection } from '../../../cluster/byte-connection.ts';
import { isApiError } from '../../../cluster/errors.ts';
import { namespaceOf } from '../../../synth/spec/names.ts';
import type { LogQuery } from '../api/log-query.ts';
import { ProblemError } from '../http/problem-error.ts';
import { boundedLog } from './bounded-log.ts';
import type { LogSource } from './log-source.ts';

/** Logs that are read at once, of everybody: each holds a connection to the API server and one to a node. */
const mostOpen = 50;
/** Of one answer. */
const bounds = { lines: 100_000, bytes: 16 * 1024 * 1024 };
/** A node that takes longer to answer, ms, is away. */
const patience = 10_000;
/** A log that is followed may have nothing to tell yet, and its node then does not even begin to answer: if it has not refused by now, ms, it is fine. */
const refusalWithin = 1_000;
/** Nobody looks at one log for longer, ms; a page that still does asks again. */
const longestFollowing = 3_600_000;

export interface LogWish extends LogSource {
  readonly store: string;
  readonly query: Pick<LogQuery, 'follow' | 'previous' | 'since' | 'tail'>;
  /** Ends it; aborted in any case when nobody reads it any more. */
  readonly signal: AbortSignal;
}

/** What the API server said when it refused: what somebody who looks at logs can do about it. */
function refusal(error: unknown, { pod }: LogSource): unknown {
  if (isApiError(error, 'NotFound'))
    return new ProblemError(404, `The log of ${pod} is gone, and so is the pod. Choose another one.`, { cause: error });
  // The words are the API server's or the kubelet's: `container "main" in pod "web-1" is waiting to start: ContainerCreating`.
  if (isApiError(error, 'Invalid'))
    return new ProblemError(409, `${pod} has no such log at the moment: ${error.detail}`, { cause: error });
  if (isApiError(error))
    return new ProblemError(502, `The log of ${pod} could not be read: its node does not answer. Try again later.`, {
      cause: error,
    });
  return error;
}

/** The logs of the stores' pods, read through the API server while somebody looks at them; nothing is kept. */
export class PodLogs {
  readonly #api: ByteConnection;
  #open = 0;

  constructor(api: ByteConnection) {
    this.#api = api;
  }

  /** Logs that are being read. */
  get size(): number {
    return this.#open;
  }

  /**
   * Opens a log: lines, each with its time before it.
   *
   * @throws ProblemError when the container, its node or the API server has none to give, or too many are open
   */
  async open(wish: LogWish): Promise<AsyncIterable<Uint8Array>> {
    if (this.#open >= mostOpen)
      throw new ProblemError(503, `${mostOpen} logs are being read already. Try again in a moment.`, {
        retryAfter: 10,
      });
    const signal = AbortSignal.any([wish.signal, AbortSignal.timeout(longestFollowing)]);
    this.#count(wish.signal);
    try {
      return await this.#begin(wish, signal);
    } catch (error) {
      throw refusal(error, wish);
    }
  }

  #count(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#open += 1;
    signal.addEventListener('abort', () => (this.#open -= 1), { once: true });
  }

  /** @returns when the node has taken the request, or may well have */
  async #begin(wish: LogWish, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const opened = Promise.withResolvers<void>();
    const log = this.#read(wish, signal, opened.resolve)[Symbol.asyncIterator]();
    const first = log.next();
    first.catch(() => undefined); // whoever reads the log hears of it
    const isQuiet = wish.query.follow ? [sleep(refusalWithin, undefined, { ref: false })] : [];
    await Promise.race([opened.promise, first, ...isQuiet]);
    const whole = async function* (): AsyncGenerator<Uint8Array> {
      for (let next = await first; next.done !== true; next = await log.next()) yield next.value;
    };
    return boundedLog(whole(), bounds, (error) =>
      signal.aborted || !isApiError(error) ? undefined : 'the cluster stopped telling; what follows is missing',
    );
  }

  #read({ store, pod, container, query }: LogWish, signal: AbortSignal, onOpen: () => void): AsyncIterable<Uint8Array> {
    const { follow, previous, since, tail } = query;
    return this.#api.bytes({
      method: 'GET',
      path: `/api/v1/namespaces/${namespaceOf(store)}/pods/${pod}/log`,
      query: { container, follow, previous, sinceTime: since, tailLines: tail, timestamps: true },
      accept: '*/*',
      timeoutMs: follow ? longestFollowing : patience,
      signal,
      onOpen,
    });
  }
}
