import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is neither undefined nor false.
 *
 * @param what for the error: what was waited for
 * @throws Error with the last answer of `tell` when the time is up
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  {
    timeoutMs = 30_000,
    intervalMs = 25,
    tell = () => '',
  }: { timeoutMs?: number; intervalMs?: number; tell?: () => string } = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms. ${tell()}`);
    await sleep(intervalMs);
  }
}
