import { ProblemError } from '../http/problem-error.ts';

/** How long an answer is kept for whoever sends the same key again, ms. */
export const keptMs = 3_600_000;
const mostKept = 1_000;

interface Kept<Answer> {
  readonly request: string;
  readonly answer: Promise<Answer>;
  readonly at: number;
}

/**
 * Does for each key once what it is asked for: a double click, or a browser that asks again because it heard no answer, gets the answer of the
 * first (Idempotency-Key, https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). What failed is not kept: it may be tried
 * again. In memory, for an hour, the last thousand.
 */
export class OnceEach<Answer> {
  readonly #kept = new Map<string, Kept<Answer>>();
  readonly #now: () => number;

  /** @param now ms, from any start */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * @param key of one person: what others send under it is another
   * @param request what it stands for; the same key for another request is a mistake
   * @throws ProblemError 422 for such a mistake; what the work throws
   */
  async do(key: string, request: string, work: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.at > this.#now() - keptMs) {
      if (known.request === request) return known.answer;
      throw new ProblemError(422, 'This Idempotency-Key was used for another request. Make a new one for each change.');
    }
    const answer = work();
    this.#keep(key, { request, answer, at: this.#now() });
    try {
      return await answer;
    } catch (error) {
      if (this.#kept.get(key)?.answer === answer) this.#kept.delete(key);
      throw error;
    }
  }

  #keep(key: string, kept: Kept<Answer>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    // In the order of their times: the first one is the oldest.
    for (const [old, { at }] of this.#kept) {
      if (this.#kept.size <= mostKept && at > this.#now() - keptMs) break;
      this.#kept.delete(old);
    }
  }
}
