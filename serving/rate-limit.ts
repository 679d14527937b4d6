/** What one address may send. */
export interface Rate {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests a second in the long run. */
  readonly perSecond: number;
}

export interface RateLimitOptions extends Rate {
  /** ms, from any start. */
  readonly now: () => number;
  /** Addresses remembered at once. @default 10,000 */
  readonly addresses?: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** A bucket of tokens for each address. Who is refused loses nothing by asking again: the bucket fills at its rate all the same. */
export class RateLimit {
  readonly #options: Required<RateLimitOptions>;
  /** Least recently seen first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimitOptions) {
    this.#options = { addresses: 10_000, ...options };
  }

  /** @returns whether a request from this address may pass now */
  admits(address: string): boolean {
    const { now, burst, perSecond } = this.#options;
    const at = now();
    const old = this.#buckets.get(address) ?? { tokens: burst, at };
    const tokens = Math.min(burst, old.tokens + ((at - old.at) / 1_000) * perSecond);
    const admitted = tokens >= 1;
    this.#remember(address, { tokens: admitted ? tokens - 1 : tokens, at });
    return admitted;
  }

  #remember(address: string, bucket: Bucket): void {
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size <= this.#options.addresses) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
