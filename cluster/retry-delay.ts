import { ApiError } from './errors.ts';

/**
 * How long to wait before a failed request is repeated: our own back-off, or longer when the API server asked for it (Retry-After).
 *
 * @param backOff ms
 * @returns ms
 */
export function retryDelayMs(error: unknown, backOff: number): number {
  return Math.max(backOff, askedDelayMs(error));
}

/** What the API server asked for, ms; 0 when it asked for nothing. */
export function askedDelayMs(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
}
