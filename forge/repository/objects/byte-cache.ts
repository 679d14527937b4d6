import type { GitObject } from './git-object.ts';

/** Objects that were unpacked lately, within a number of bytes: deltas share their bases. */
export class ByteCache {
  readonly #capacity: number;
  readonly #entries = new Map<number, GitObject>();
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(offset: number): GitObject | undefined {
    return this.#entries.get(offset);
  }

  /** Keeps it, at the cost of the oldest ones. */
  set(offset: number, object: GitObject): void {
    if (this.#entries.has(offset) || object.data.length > this.#capacity) return;
    this.#entries.set(offset, object);
    this.#size += object.data.length;
    for (const [oldest, { data }] of this.#entries) {
      if (this.#size <= this.#capacity) break;
      this.#entries.delete(oldest);
      this.#size -= data.length;
    }
  }
}
