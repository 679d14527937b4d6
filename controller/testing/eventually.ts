import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a check no longer throws: for what happens in another process.
 *
 * @returns what the check returns
 * @throws what the check threw last, after `timeoutMs`
 */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 10_000): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(25);
    }
  }
}
