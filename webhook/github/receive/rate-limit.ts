export interface RateLimitOptions {
  /** ms since the epoch */
  readonly now: () => number;
  /** Requests that may come at once. @default 3,000 */
  readonly burst?: number;
  /** Requests a second in the long run. @default 100 */
  readonly perSecond?: number;
  /** Addresses remembered at once. @default 1,000 */
  readonly addresses?: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A bucket of tokens for each address. A forge that delivers every push of a busy organisation stays far below it; whoever does not, is
 * refused before a byte of a body is read.
 */
export class RateLimit {
  readonly #options: Required<RateLimitOptions>;
  /** Least recently seen first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimitOptions) {
    this.#options = { burst: 3_000, perSecond: 100, addresses: 1_000, ...options };
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
