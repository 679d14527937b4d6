import type { Clock } from '../../cluster/clock.ts';

/** Turns without I/O would keep everything else waiting: after so many ms others get a chance. */
const longestStretch = 10;

/** A timer of more than 2^31 ms would fire at once. */
const longestTimer = 3_600_000;

/** After so many keys that go first, one of the others has its turn: they are late, never left out. */
const turnsInARow = 16;

export interface WorkQueueOptions {
  /** Must not throw. */
  readonly work: (key: string) => Promise<void>;
  readonly concurrency: number;
  readonly clock: Clock;
  /** Asked when a key is added: whether it goes before those that are not. @default all alike */
  readonly goesFirst?: (key: string) => boolean;
}

/**
 * Calls `work(key)` for each key that was added, never twice at once for one key, at most `concurrency` keys at a time, in the
 * order of their adding, those first that `goesFirst` names. A key that is added while it is being worked on is worked on once more afterwards; adding it ten
 * times meanwhile makes no difference.
 */
export class WorkQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #concurrency: number;
  readonly #clock: Clock;
  readonly #goesFirst: (key: string) => boolean;
  readonly #first = new Set<string>();
  readonly #others = new Set<string>();
  readonly #active = new Set<string>();
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, { at: number; cancel: () => void }>();
  #yieldedAt: number;
  #inARow = 0;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor({ work, concurrency, clock, goesFirst = () => true }: WorkQueueOptions) {
    this.#work = work;
    this.#concurrency = concurrency;
    this.#clock = clock;
    this.#goesFirst = goesFirst;
    this.#yieldedAt = clock.now();
  }

  /** Keys that wait for a free place. */
  get depth(): number {
    return this.#first.size + this.#others.size;
  }

  add(key: string): void {
    if (this.#stopped) return;
    if (this.#active.has(key)) this.#again.add(key);
    else if (!this.#first.has(key) && !this.#others.has(key)) {
      (this.#goesFirst(key) ? this.#first : this.#others).add(key);
      queueMicrotask(() => this.#fill());
    }
  }

  /** Adds the key at a time (ms since the epoch), in place of any time that was set for it; undefined: at no time. */
  addAt(key: string, at: number | undefined): void {
    const timer = this.#timers.get(key);
    if (timer?.at === at && timer !== undefined) return;
    timer?.cancel();
    this.#timers.delete(key);
    if (at === undefined || this.#stopped) return;
    const delay = Math.min(Math.max(0, at - this.#clock.now()), longestTimer);
    const cancel = this.#clock.after(delay, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { at, cancel });
  }

  /** Starts nothing new; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#first.clear();
    this.#others.clear();
    this.#again.clear();
    if (this.#active.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Timers and I/O get their turn. */
  async #breathe(): Promise<void> {
    if (this.#clock.now() - this.#yieldedAt < longestStretch) return;
    await new Promise<void>((resolve) => {
      this.#clock.after(0, resolve);
    });
    this.#yieldedAt = this.#clock.now();
  }

  #fill(): void {
    while (!this.#stopped && this.#active.size < this.#concurrency) {
      const key = this.#take();
      if (key === undefined) return;
      this.#active.add(key);
      void this.#run(key);
    }
  }

  #take(): string | undefined {
    const othersTurn = this.#first.size === 0 || (this.#inARow >= turnsInARow && this.#others.size > 0);
    this.#inARow = othersTurn ? 0 : this.#inARow + 1;
    const keys = othersTurn ? this.#others : this.#first;
    const [key] = keys;
    if (key !== undefined) keys.delete(key);
    return key;
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#breathe();
      if (!this.#stopped) await this.#work(key);
    } finally {
      this.#active.delete(key);
      if (this.#again.delete(key)) this.add(key);
      if (this.#active.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
      this.#fill();
    }
  }
}
