import { flat } from './flat-string.ts';

/**
 * Keeps one copy of texts that occur over and over. Bounded: when it is full it starts anew, which costs some copies and nothing else.
 */
export class Interner {
  readonly #texts = new Map<string, string>();
  readonly #most: number;

  constructor(most = 20_000) {
    this.#most = most;
  }

  of(text: string): string {
    const kept = this.#texts.get(text);
    if (kept !== undefined) return kept;
    if (this.#texts.size >= this.#most) this.#texts.clear();
    const copy = flat(text);
    this.#texts.set(copy, copy);
    return copy;
  }
}
