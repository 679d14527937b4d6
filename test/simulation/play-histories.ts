import { Worker } from 'node:worker_threads';
import type { HistoryOutcome } from './history/play-history.ts';

/** Histories that a worker plays before it asks for more. */
const batch = 10;

export interface PlayOptions {
  /** The first seed. */
  readonly first: number;
  readonly count: number;
  /** Threads that play at once. One history is as it is, whichever plays it. */
  readonly threads: number;
  /** Told of each history, in no particular order. @returns whether to go on */
  readonly onOutcome: (outcome: HistoryOutcome) => boolean;
}

/** Seeds that a worker is to play. */
export interface Batch {
  readonly first: number;
  readonly count: number;
}

/**
 * Plays the histories of seeds `first` to `first + count - 1` over several threads, until `onOutcome` has had enough.
 *
 * @throws what a worker dies of
 */
export async function playHistories({ first, count, threads, onOutcome }: PlayOptions): Promise<void> {
  const end = first + count;
  let next = first;
  const take = (): Batch | undefined => {
    if (next >= end) return undefined;
    const taken = { first: next, count: Math.min(batch, end - next) };
    next += taken.count;
    return taken;
  };
  const stop = (): void => {
    next = end;
  };
  const workers = Array.from({ length: Math.min(threads, Math.ceil(count / batch)) }, () => {
    return runWorker(take, (outcome) => {
      if (!onOutcome(outcome)) stop();
    });
  });
  try {
    await Promise.all(workers);
  } finally {
    stop();
  }
}

async function runWorker(take: () => Batch | undefined, tell: (outcome: HistoryOutcome) => void): Promise<void> {
  const worker = new Worker(new URL('history-worker.ts', import.meta.url));
  try {
    for (let work = take(); work !== undefined; work = take()) {
      const { promise, resolve, reject } = Promise.withResolvers<readonly HistoryOutcome[]>();
      worker.once('message', resolve);
      worker.once('error', reject);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
      worker.postMessage(work);
      for (const outcome of await promise) tell(outcome);
      worker.off('error', reject);
    }
  } finally {
    await worker.terminate();
  }
}
