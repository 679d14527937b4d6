import type { Middleware } from 'koa';
import { ProblemError } from './problem-error.ts';

export interface RateLimitOptions {
  /** Requests in a row before the limit counts. */
  readonly burst: number;
  readonly perSecond: number;
  /** ms, from any start. */
  readonly now: () => number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Addresses that are remembered. */
const mostAddresses = 10_000;

/** Lets every address send so many requests a second, and answers the others with 429 before anything is done for them. */
export function rateLimit({ burst, perSecond, now }: RateLimitOptions): Middleware {
  const buckets = new Map<string, Bucket>();
  const take = (address: string): boolean => {
    const at = now();
    const known = buckets.get(address) ?? { tokens: burst, at };
    const tokens = Math.min(burst, known.tokens + ((at - known.at) / 1000) * perSecond);
    buckets.delete(address);
    // What is refused costs nothing: else who asks often enough would lose the fractions, and get less than is promised.
    buckets.set(address, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    // The one that was quiet longest stands first, and has most likely a full bucket again.
    if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value ?? '');
    return tokens >= 1;
  };
  return async (context, next) => {
    if (!take(context.ip))
      throw new ProblemError(429, 'Too many requests from this address. Wait a second.', { retryAfter: 1 });
    await next();
  };
}
