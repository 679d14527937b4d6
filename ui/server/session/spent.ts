/** Remembered at most. */
const most = 10_000;

/** What may be used once, and was: ids, each until it would have expired anyway. In memory: a restart forgets it. */
export class Spent {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  /** @param now ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  has(id: string): boolean {
    return (this.#until.get(id) ?? 0) > this.#now();
  }

  /**
   * Spends an id.
   *
   * @param expiresAt ms since the epoch: from then on nobody needs to remember it
   * @returns false when it was spent before
   */
  spend(id: string, expiresAt: number): boolean {
    if (this.has(id)) return false;
    const now = this.#now();
    this.#until.set(id, expiresAt);
    if (this.#until.size > most) for (const [old, until] of this.#until) if (until <= now) this.#until.delete(old);
    // All of them still count: what was spent first goes, which nobody but who sends thousands of them can bring about.
    if (this.#until.size > most) this.#until.delete(this.#until.keys().next().value ?? '');
    return true;
  }
}
