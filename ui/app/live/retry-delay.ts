/**
 * How long to wait, ms, before a lost connection is tried again: 1, 2, 4 ... 30 s, each a quarter more or less, so that all browsers do not
 * come back in the same moment.
 *
 * @param attempt from 1 on
 * @param random in [0, 1)
 */
export function retryDelay(attempt: number, random: number): number {
  const base = Math.min(30_000, 1_000 * 2 ** (attempt - 1));
  return Math.round(base * (0.75 + random / 2));
}
