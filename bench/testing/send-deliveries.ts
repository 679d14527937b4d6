import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { sign } from '../../webhook/testing/receiver-scene.ts';

/** What the thread is asked to send, three in ten with a wrong signature. */
export interface SenderQuestion {
  readonly port: number;
  /** Sent before anything is counted: a receiver that has just started, and a sender too, has code yet to be compiled. */
  readonly warmUp: number;
  readonly deliveries: number;
  readonly atOnce: number;
}

/** How it went: ms of each delivery until its answer was read, and what valid ones were answered but 202, with how often. */
export interface SenderAnswer {
  /** Of the warm-up. */
  readonly cold: readonly number[];
  readonly times: readonly number[];
  readonly refused: ReadonlyMap<string, number>;
}

const { port, warmUp, deliveries, atOnce } = workerData as SenderQuestion;
// Not fetch: it takes more of the cores that it shares with the receiver than the receiver does.
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const refused = new Map<string, number>();
const cold = await send(warmUp);
const times = await send(deliveries);
agent.destroy();
const answer: SenderAnswer = { cold, times, refused };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
parentPort?.postMessage(answer);

/** @returns the ms that each took */
async function send(count: number): Promise<number[]> {
  const taken: number[] = [];
  let next = 0;
  const sendNext = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) taken.push(await sendOne(at));
  };
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return taken;
}

async function sendOne(at: number): Promise<number> {
  const body = JSON.stringify({ action: 'opened', number: at + 1, repository: { full_name: 'acme/stores' } });
  const isValid = at % 10 >= 3;
  const signature = sign(body, isValid ? undefined : 'another');
  const begun = performance.now();
  const outcome = await outcomeOf(body, signature);
  const taken = performance.now() - begun;
  if (isValid && outcome !== '202') refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
  return taken;
}

/** The status of an answer, or why there was none. */
async function outcomeOf(body: string, signature: string): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'pull_request',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
  };
  try {
    const delivery = request({ host: '127.0.0.1', port, path: '/webhook', method: 'POST', headers, agent });
    delivery.end(body);
    const [response] = (await once(delivery, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return `${response.statusCode}`;
  } catch (error) {
    return `nothing: ${String(error)}`;
  }
}
