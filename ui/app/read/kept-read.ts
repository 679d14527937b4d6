import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { readApi } from './read-api.ts';

export interface KeptReadOptions<T> {
  /** Below /api/v1; another one lets go of what was read. undefined: nothing is to be read yet. */
  readonly path: () => string | undefined;
  /** Another one asks anew; what was read stays meanwhile. */
  readonly key?: () => string;
  /** When to ask again after an answer, ms; Infinity: when the path or the key is another one. */
  readonly again: (value: T) => number;
}

/** After a failure it is asked again so soon, ms. */
const afterFailure = 5_000;

/** What an element reads of the API and keeps current by asking again, while the element is there and its window is seen. */
export class KeptRead<T> implements ReactiveController {
  value: T | undefined;
  /** Why the last question was not answered; the last value stays. */
  error: unknown;
  readonly #host: ReactiveControllerHost;
  readonly #options: KeptReadOptions<T>;
  #asked: { readonly path: string | undefined; readonly key: string } | undefined;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, options: KeptReadOptions<T>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
    this.#asked = undefined;
  }

  /** Runs before each drawing of the element: what it shows may be something else now. */
  hostUpdate(): void {
    const { path, key = () => '' } = this.#options;
    const wanted = { path: path(), key: key() };
    if (this.#asked?.path === wanted.path && this.#asked?.key === wanted.key) return;
    if (this.#asked?.path !== wanted.path) this.value = undefined;
    this.#asked = wanted;
    void this.ask();
  }

  /** Asks now. */
  async ask(): Promise<void> {
    this.#stop();
    const path = this.#asked?.path;
    if (path === undefined) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      this.value = await readApi<T>(path, signal);
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    if (signal.aborted) return;
    this.#later(this.error === undefined && this.value !== undefined ? this.#options.again(this.value) : afterFailure);
    this.#host.requestUpdate();
  }

  #later(ms: number): void {
    if (ms === Infinity) return;
    // Nobody sees a hidden window: it waits until it is seen.
    this.#timer = setTimeout(() => (document.hidden ? this.#later(1_000) : void this.ask()), ms);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }
}
