import type { Middleware } from 'koa';
import { RateLimit, type RateLimitOptions } from '../../../serving/rate-limit.ts';
import { ProblemError } from './problem-error.ts';

/** Answers an address that sends more than its share with 429, before anything is done for it. */
export function rateLimit(options: RateLimitOptions): Middleware {
  const limit = new RateLimit(options);
  return async (context, next) => {
    if (!limit.admits(context.ip))
      throw new ProblemError(429, 'Too many requests from this address. Wait a second.', { retryAfter: 1 });
    await next();
  };
}
