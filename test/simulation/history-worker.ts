import { parentPort } from 'node:worker_threads';
import { playHistory, type HistoryOutcome } from './history/play-history.ts';
import type { Batch } from './play-histories.ts';

parentPort?.on('message', (batch: Batch) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
  void play(batch).then((outcomes) => parentPort?.postMessage(outcomes));
});

async function play({ first, count }: Batch): Promise<HistoryOutcome[]> {
  const outcomes: HistoryOutcome[] = [];
  for (let seed = first; seed < first + count; seed++) outcomes.push(await playHistory(seed));
  return outcomes;
}
