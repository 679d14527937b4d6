/** Exponential back-off between `first` and `most` ms, spread by ±25 % so that stores do not retry in step. */
export interface BackOffRange {
  readonly first: number;
  readonly most: number;
}

/** For requests that the API server could not take: 429, 5xx, connection errors. */
export const requestBackOff: BackOffRange = { first: 1_000, most: 30_000 };

/** What a person must mend is looked at again after this time, ms: mostly no watch tells that it has been mended. */
export const mendedCheckInterval = 10_000;

/** For whole tries: a setup Job that failed, a first provisioning that ran out of time. */
export const attemptBackOff: BackOffRange = { first: 10_000, most: 600_000 };

/**
 * Delay in ms before the next try.
 *
 * @param attempts tries that failed so far, at least 1
 * @param random in [0, 1)
 */
export function backOffMs({ first, most }: BackOffRange, attempts: number, random: number): number {
  const delay = Math.min(most, first * 2 ** Math.min(attempts - 1, 30));
  return Math.round(delay * (0.75 + random * 0.5));
}
