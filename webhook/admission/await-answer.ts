import { request } from 'node:https';
import { backOffMs } from '../../cluster/back-off.ts';
import type { Clock } from '../../cluster/clock.ts';
import { pause } from '../../cluster/pause.ts';
import type { Log } from '../../cluster/log.ts';

export interface ProbeOptions {
  /** Where the API server will ask: `https://urumi-webhook.urumi-system.svc:443`. */
  readonly origin: string;
  /** PEM; undefined: whoever answers is taken for us. */
  readonly caBundle: string | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** The API server gives up then, too, ms. */
const patienceMs = 3_000;

/**
 * Asks ourselves, on the way and with the trust that the API server will have, until we answer: a webhook that is registered sooner refuses
 * every write.
 *
 * @throws the signal's reason when it is aborted
 */
export async function awaitAnswer(options: ProbeOptions, signal: AbortSignal): Promise<void> {
  const { origin, clock, random, log } = options;
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    const failure = await probe(options, signal);
    if (failure === undefined) return;
    const retryInMs = backOffMs(failures, random);
    log.warn({ origin, error: failure, retryInMs }, 'the webhook does not answer where the API server will ask');
    await pause(clock, retryInMs, signal);
  }
}

/** Why there was no answer; undefined when there was one. */
function probe({ origin, caBundle }: ProbeOptions, signal: AbortSignal): Promise<string | undefined> {
  const trust = caBundle === undefined ? { rejectUnauthorized: false } : { ca: caBundle };
  return new Promise((resolve) => {
    const asking = request(
      `${origin}/healthz`,
      { ...trust, agent: false, signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) },
      (answer) => {
        answer.resume();
        answer.once('close', () => resolve(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`));
      },
    );
    asking.once('error', (error) => resolve(error.message));
    asking.end();
  });
}
