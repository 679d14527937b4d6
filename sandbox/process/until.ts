import { pause } from './pause.ts';

export interface UntilOptions {
  readonly timeoutMs: number;
  /** Between two looks, ms. Default 50. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks again and again until there is something.
 *
 * @returns what `look` found; undefined when it found nothing in time
 * @throws the signal's reason when it is aborted, and whatever `look` throws
 */
export async function until<T>(look: () => Promise<T | undefined>, options: UntilOptions): Promise<T | undefined> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() >= deadline) return undefined;
    await pause(options.intervalMs ?? 50, options.signal);
  }
}
