import { timedOut } from './transport-failure.ts';

/** Bounds a request: aborts its signal when time is up or when the caller's signal is aborted. Clear it afterwards. */
export class Deadline {
  readonly ms: number;
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = (): void => this.#controller.abort(this.#outer?.reason);

  constructor(ms: number, outer?: AbortSignal) {
    this.ms = ms;
    this.#outer = outer;
    this.#timer = setTimeout(() => this.#controller.abort(timedOut), ms);
    if (outer?.aborted) this.#onAbort();
    else outer?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on only the caller's signal counts. */
  stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  clear(): void {
    this.stopTimer();
    this.#outer?.removeEventListener('abort', this.#onAbort);
  }
}
