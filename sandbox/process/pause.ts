import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many ms. @throws the signal's reason when it is aborted */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
