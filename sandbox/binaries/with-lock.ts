import { tryLock } from '../process/lock.ts';
import { pause } from '../process/pause.ts';
import type { Ticker } from '../ticker.ts';

const pollMs = 300;

/** Runs `work` while holding a lock file; waits for other processes to be done with theirs, and says so. */
export async function withLock<T>(
  file: string,
  ticker: Ticker,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let waiting = false; ; waiting = true) {
    signal?.throwIfAborted();
    const attempt = tryLock(file);
    if (attempt.taken) {
      try {
        return await work();
      } finally {
        attempt.release();
      }
    }
    if (!waiting) ticker.report('waiting', `process ${attempt.holder?.pid ?? ''} is at it; lock ${file}`);
    await pause(pollMs, signal);
  }
}
