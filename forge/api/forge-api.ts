import type { Octokit } from '@octokit/rest';
import { ForgeError } from '../forge-error.ts';
import type { ForgeRepository } from '../forge.ts';
import { Call } from './call.ts';
import { failureOf } from './failure-of.ts';
import type { Secrets } from './secrets.ts';
import { Turns } from './turns.ts';

interface ForgeApiOptions {
  readonly repository: ForgeRepository;
  readonly octokit: Octokit;
  readonly secrets: Secrets;
  readonly totalMs: number;
}

interface CallOptions {
  /** Verb phrase that the repository completes: `read pull request 7 of`. */
  readonly attempted: string;
  readonly signal: AbortSignal;
  /** Of the pull request that it is about. */
  readonly number?: number;
  /** Of the commit that it is about. */
  readonly sha?: string;
  /** Calls of the same key run one after another. */
  readonly turn?: string;
}

/** Carries out the calls of a forge's methods: bounded, cancellable, and each failure of them a ForgeError. */
export class ForgeApi {
  readonly repository: ForgeRepository;
  readonly #options: ForgeApiOptions;
  readonly #turns = new Turns();

  constructor(options: ForgeApiOptions) {
    this.repository = options.repository;
    this.#options = options;
  }

  async call<T>(options: CallOptions, work: (call: Call) => Promise<T>): Promise<T> {
    const { attempted, signal, turn } = options;
    const { repository, octokit, totalMs } = this.#options;
    const ended = new AbortController();
    // Octokit repeats a request whose signal gives a reason of its own; a bare abort it takes for what it is.
    const end = () => ended.abort();
    const deadline = AbortSignal.timeout(totalMs);
    const either = AbortSignal.any([signal, deadline]);
    if (either.aborted) end();
    either.addEventListener('abort', end, { once: true });
    const { owner, name, url } = repository;
    const target = `${owner}/${name} on ${url}`;
    const call = new Call({ octokit, at: { owner, repo: name }, signal: ended.signal, attempted, target });
    try {
      ended.signal.throwIfAborted();
      checkTarget(call, options);
      const turned = () => (turn === undefined ? work(call) : this.#turns.take(turn, () => work(call)));
      return await unlessAborted(turned, ended.signal);
    } catch (error) {
      if (signal.aborted) throw call.failure('Cancelled', 'the caller asked to stop');
      if (deadline.aborted) throw call.failure('Timeout', `it took more than ${totalMs} ms`);
      throw this.#translated(error, call);
    } finally {
      either.removeEventListener('abort', end);
    }
  }

  #translated(error: unknown, call: Call): unknown {
    if (error instanceof ForgeError) return error;
    const failure = failureOf(error, new Date());
    if (failure === undefined) return error;
    const { code, reason, ...rest } = failure;
    // Not as its cause: Octokit's error holds the request's body, which may hold a webhook's secret.
    return call.failure(code, this.#options.secrets.scrub(reason), rest);
  }
}

/** Numbers and commits come from events and files too; none may lead elsewhere in the API. */
function checkTarget(call: Call, { number = 1, sha = noCommit }: CallOptions): void {
  if (!Number.isSafeInteger(number) || number < 1)
    throw call.failure('Invalid', 'that is not the number of a pull request');
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha)) throw call.failure('Invalid', 'that is not the id of a commit');
}

const noCommit = '0'.repeat(40);

/** Ends with the signal even where the work is in a queue that knows no signals, as Octokit's throttling is. */
async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
