/** Lets works of one key run one after another, so that what looks for a thing before it makes one does not make two. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when those before it of the same key have ended, however they did. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended = turn.catch(() => undefined); // its own caller is told
    this.#last.set(key, ended);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
