import { parentPort, workerData } from 'node:worker_threads';
import { deliverTo, sign } from '../../webhook/testing/receiver-scene.ts';

/** What the thread is asked to send, three in ten with a wrong signature. */
export interface SenderQuestion {
  readonly port: number;
  readonly deliveries: number;
  readonly atOnce: number;
}

/** How it went: ms of each delivery until its answer was read, and what valid ones were answered but 202, with how often. */
export interface SenderAnswer {
  readonly times: readonly number[];
  readonly refused: ReadonlyMap<string, number>;
}

const { port, deliveries, atOnce } = workerData as SenderQuestion;
const times: number[] = [];
const refused = new Map<string, number>();
let next = 0;
await Promise.all(Array.from({ length: atOnce }, send));
const answer: SenderAnswer = { times, refused };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
parentPort?.postMessage(answer);

async function send(): Promise<void> {
  for (let at = next++; at < deliveries; at = next++) {
    const body = JSON.stringify({ action: 'opened', number: at + 1, repository: { full_name: 'acme/stores' } });
    const isValid = at % 10 >= 3;
    const signature = sign(body, isValid ? undefined : 'another');
    const headers = { 'x-github-event': 'pull_request', 'x-hub-signature-256': signature };
    const begun = performance.now();
    const outcome = await outcomeOf(deliverTo(port, { body, headers }));
    times.push(performance.now() - begun);
    if (isValid && outcome !== '202') refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
  }
}

/** The status of an answer, or why there was none. */
async function outcomeOf(delivery: Promise<Response>): Promise<string> {
  try {
    const response = await delivery;
    await response.arrayBuffer();
    return `${response.status}`;
  } catch (error) {
    return `nothing: ${String(error)}`;
  }
}
