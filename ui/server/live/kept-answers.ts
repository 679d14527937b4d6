import type { Clock } from '../../../cluster/clock.ts';

export interface KeptAnswersOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Answers that are kept; those that were not asked for the longest go first. */
  readonly most: number;
}

interface Kept<T> {
  /** ms since the epoch; when it was asked for. */
  at: number;
  asking: Promise<T>;
  /** The last answer that came. */
  known?: { readonly value: T };
}

/** Answers that cost something, kept for a while: many browsers cost what one does. While no new one can be had, the old one counts. */
export class KeptAnswers<T> {
  readonly #options: KeptAnswersOptions;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(options: KeptAnswersOptions) {
    this.#options = options;
  }

  /**
   * The answer under a key: one that is young enough, else a new one, else the old one.
   *
   * @param freshMs how old it may be; Infinity for what never changes
   * @throws what `ask` throws, when no answer ever came
   */
  async get(key: string, freshMs: number, ask: () => Promise<T>): Promise<T> {
    const entry = this.#entry(key, freshMs, ask);
    try {
      return await entry.asking;
    } catch (error) {
      if (entry.known !== undefined) return entry.known.value;
      throw error;
    }
  }

  #entry(key: string, freshMs: number, ask: () => Promise<T>): Kept<T> {
    const now = this.#options.clock.now();
    const old = this.#kept.get(key);
    this.#kept.delete(key);
    const isFresh = old !== undefined && now - old.at < freshMs;
    const entry = isFresh ? old : this.#begin(old, now, ask);
    this.#kept.set(key, entry);
    if (this.#kept.size > this.#options.most) this.#kept.delete(this.#kept.keys().next().value ?? '');
    return entry;
  }

  #begin(old: Kept<T> | undefined, at: number, ask: () => Promise<T>): Kept<T> {
    const entry: Kept<T> = { at, asking: ask(), ...(old?.known !== undefined && { known: old.known }) };
    entry.asking.then(
      (value) => (entry.known = { value }),
      () => (entry.at = -Infinity), // the next one asks anew
    );
    return entry;
  }
}
