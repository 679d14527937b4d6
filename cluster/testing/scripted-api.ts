import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../connection.ts';
import { ApiError } from '../errors.ts';

/** What a watch does next: send a line, end, or break. */
type Step = { readonly line: unknown } | { readonly end: true } | { readonly error: Error };

/** A watch that the code under test has opened. */
export class ScriptedWatch {
  readonly request: ApiRequest;
  readonly #steps: Step[] = [];
  #wake: () => void = () => undefined;

  constructor(request: ApiRequest) {
    this.request = request;
    request.signal?.addEventListener('abort', () => this.break(cancelled(request)));
  }

  /** The resourceVersion that it was opened at. */
  get from(): unknown {
    return this.request.query?.['resourceVersion'];
  }

  send(...lines: readonly unknown[]): void {
    for (const line of lines) this.#push({ line });
  }

  end(): void {
    this.#push({ end: true });
  }

  break(error: Error): void {
    this.#push({ error });
  }

  async *lines(): AsyncGenerator<unknown, void> {
    this.request.onOpen?.();
    for (;;) {
      const step = this.#steps.shift();
      if (step === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if ('line' in step) yield step.line;
      else if ('error' in step) throw step.error;
      else return;
    }
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#wake();
  }
}

/**
 * Plays the API server's part in a list and watch, fault by fault: what a real one does only once in a long while, and not when asked to.
 */
export class ScriptedApi implements ApiConnection {
  readonly requests: ApiRequest[] = [];
  readonly watches: ScriptedWatch[] = [];
  readonly #answers: unknown[] = [];
  readonly #openings: Error[] = [];

  /** Queues answers to requests, or promises of them; an Error is thrown. */
  answer(...answers: readonly unknown[]): void {
    this.#answers.push(...answers);
  }

  /** The next attempts to open a watch fail like this. */
  refuseWatches(...errors: readonly Error[]): void {
    this.#openings.push(...errors);
  }

  /** The watch that was opened last. */
  get watch(): ScriptedWatch {
    const watch = this.watches.at(-1);
    assert.ok(watch, 'a watch has been opened');
    return watch;
  }

  async request<T>(request: ApiRequest): Promise<T> {
    this.requests.push(request);
    assert.ok(this.#answers.length > 0, `no answer is scripted for ${request.method} ${request.path}`);
    const answer = await this.#answers.shift();
    if (answer instanceof Error) throw answer;
    return structuredClone(answer) as T;
  }

  stream(request: ApiRequest): AsyncIterable<unknown> {
    const refused = this.#openings.shift();
    if (refused !== undefined) return breaks(refused);
    const watch = new ScriptedWatch(request);
    this.watches.push(watch);
    return watch.lines();
  }
}

// oxlint-disable-next-line require-yield -- it breaks before the first line
async function* breaks(error: Error): AsyncGenerator<unknown, void> {
  throw error;
}

function cancelled({ method, path }: ApiRequest): ApiError {
  return new ApiError({ code: 'Aborted', method, path, detail: 'the request was cancelled' });
}
