import type { Clock } from '../../cluster/clock.ts';

interface Timer {
  readonly at: number;
  /** Timers of one time are called in the order in which they were set. */
  readonly order: number;
  callback: (() => void) | undefined;
  /** Nothing that waits for a promise follows from it. */
  readonly isQuiet: boolean;
}

/**
 * The time of a simulated world: it jumps from timer to timer. Whatever follows from a timer without waiting (promises, `setImmediate`) has happened
 * before the next one is called, so one order of timers is one course of the world.
 */
export class VirtualTime implements Clock {
  #now: number;
  #order = 0;
  /** A binary heap. */
  readonly #timers: Timer[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#set(ms, callback, false);
  }

  /**
   * The same time, for what happens in the cluster and on the way: its timers settle no promise and start no `setImmediate`, so that nothing needs a turn after them. Two
   * thirds of all timers are of that kind.
   */
  readonly quiet: Clock = {
    now: () => this.#now,
    after: (ms, callback) => this.#set(ms, callback, true),
  };

  /** Lets time pass until `until` (ms since the epoch), or until `isDone` says so: it is asked after each timer. */
  async run(until: number, isDone: () => boolean = () => false): Promise<void> {
    await settled();
    for (let next = this.#timers[0]; next !== undefined && next.at <= until; next = this.#timers[0]) {
      this.#pop();
      const { callback } = next;
      if (callback === undefined) continue;
      this.#now = next.at;
      callback();
      if (!next.isQuiet) await settled();
      if (isDone()) return;
    }
    this.#now = until;
  }

  #set(ms: number, callback: () => void, isQuiet: boolean): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, Math.ceil(ms)), order: this.#order++, callback, isQuiet };
    this.#push(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(timer, heap[above])) break;
      this.#swap(at, above);
      at = above;
    }
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[child], last)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#timers;
    [heap[a], heap[b]] = [heap[b] as Timer, heap[a] as Timer];
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Resolves when all promises that can settle by themselves have done so; the second round is for those that give others a turn with `setImmediate`. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
