import type { Clock } from '../../cluster/clock.ts';

export interface KeyedQueueOptions<T> {
  readonly clock: Clock;
  /** Keys that are worked on at once. */
  readonly concurrency: number;
  /** Keys that may wait, be worked on or be tried again later, all together. */
  readonly most: number;
  /** What a newer value does to work on the older one of its key: ends it, or waits for it. */
  readonly newer: 'cancels' | 'follows';
  work(value: T, signal: AbortSignal): Promise<void>;
  /**
   * What to do about a failure.
   *
   * @param failures in a row, from 1
   * @returns ms until the next attempt; undefined: give up
   */
  retryMs(error: unknown, failures: number, value: T): number | undefined;
}

interface Waiting<T> {
  readonly value: T;
  readonly failures: number;
}

/**
 * Work by keys: each key's newest value counts, an older one that waits is forgotten, and no two values of one key are worked on at once.
 * Bounded; failures are tried again as the owner says.
 */
export class KeyedQueue<T> {
  readonly #options: KeyedQueueOptions<T>;
  /** In the order of arrival. */
  readonly #waiting = new Map<string, Waiting<T>>();
  readonly #delayed = new Map<string, () => void>();
  readonly #running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  #cancelPump: (() => void) | undefined;
  #isStarted = false;
  #isStopped = false;

  constructor(options: KeyedQueueOptions<T>) {
    this.#options = options;
  }

  /** Begins with the work. What was added before has waited. */
  start(): void {
    this.#isStarted = true;
    this.#pumpSoon();
  }

  /** Keys that wait, are worked on, or are tried again later. */
  get size(): number {
    return new Set([...this.#waiting.keys(), ...this.#delayed.keys(), ...this.#running.keys()]).size;
  }

  has(key: string): boolean {
    return this.#waiting.has(key) || this.#delayed.has(key) || this.#running.has(key);
  }

  /**
   * Takes a value; the work begins after the caller's turn.
   *
   * @returns false when it is full or has stopped, and the value was not taken
   */
  add(key: string, value: T): boolean {
    if (this.#isStopped || (!this.has(key) && this.size >= this.#options.most)) return false;
    this.#delayed.get(key)?.();
    this.#delayed.delete(key);
    this.#waiting.set(key, { value, failures: 0 });
    if (this.#options.newer === 'cancels') this.#running.get(key)?.abort.abort(new Error('something newer came'));
    this.#pumpSoon();
    return true;
  }

  /** Forgets a key and ends the work on it. */
  drop(key: string): void {
    this.#waiting.delete(key);
    this.#delayed.get(key)?.();
    this.#delayed.delete(key);
    this.#running.get(key)?.abort.abort(new Error('it does not matter any more'));
  }

  /** Starts nothing new, ends what is under way, and resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelPump?.();
    this.#waiting.clear();
    for (const cancel of this.#delayed.values()) cancel();
    this.#delayed.clear();
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(new Error('the webhook stops'));
    await Promise.all(running.map(({ ended }) => ended));
  }

  #pumpSoon(): void {
    if (!this.#isStarted) return;
    this.#cancelPump ??= this.#options.clock.after(0, () => {
      this.#cancelPump = undefined;
      this.#pump();
    });
  }

  #pump(): void {
    for (const [key, waiting] of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      const abort = new AbortController();
      this.#running.set(key, { abort, ended: this.#run(key, waiting, abort.signal) });
    }
  }

  async #run(key: string, { value, failures }: Waiting<T>, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.work(value, signal);
    } catch (error) {
      if (!signal.aborted) this.#retry(key, { value, failures: failures + 1 }, error);
    }
    this.#running.delete(key);
    if (!this.#isStopped) this.#pumpSoon();
  }

  #retry(key: string, waiting: Waiting<T>, error: unknown): void {
    const ms = this.#options.retryMs(error, waiting.failures, waiting.value);
    if (ms === undefined || this.#waiting.has(key) || this.#isStopped) return;
    const cancel = this.#options.clock.after(ms, () => {
      this.#delayed.delete(key);
      this.#waiting.set(key, waiting);
      this.#pumpSoon();
    });
    this.#delayed.set(key, cancel);
  }
}
