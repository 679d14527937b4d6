const firstMs = 1_000;
const longestMs = 30_000;
const spread = 0.25;

/**
 * How long to wait before the next attempt: 1, 2, 4 ... 30 s, ±25 % so that many who failed together do not come back together.
 *
 * @param failures how many attempts in a row have failed, from 1
 * @param random evenly distributed in [0, 1)
 */
export function backOffMs(failures: number, random: () => number): number {
  const steps = Math.min(Math.max(failures, 1) - 1, 5);
  const base = Math.min(firstMs * 2 ** steps, longestMs);
  return Math.round(base * (1 - spread + 2 * spread * random()));
}
