import { Counter, type Registry } from 'prom-client';
import { registerGauge } from '../../../cluster/gauge.ts';
import { backOffMs } from '../../../cluster/back-off.ts';
import type { Clock } from '../../../cluster/clock.ts';
import { ForgeError } from '../../../forge/forge-error.ts';
import type { Log } from '../../../cluster/log.ts';
import { askedPauseMs } from '../asked-pause.ts';
import { KeyedQueue } from '../keyed-queue.ts';

/** Something to tell the forge. Sending it twice does no harm. */
export interface Message {
  /** What it is, for the log: `plan of pull request 7`. */
  readonly about: string;
  send(signal: AbortSignal): Promise<void>;
}

export interface OutboxOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly registry: Registry;
}

/** Messages sent at once: forges ask for few at a time. */
const concurrency = 4;
/** Messages that wait at most: 100 stores of 20 merges. */
const most = 2_000;
/** A message that could not be sent for so long, ms, is given up: the next look at the world says what is true then. */
const longest = 3_600_000;

interface Posted extends Message {
  readonly since: number;
}

/**
 * What is still to be told to the forge. A newer message with the same key takes the place of an older one. An outage of the forge holds up
 * nothing but this; messages are tried again with growing pauses and given up after an hour. Losing one does no harm.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue: KeyedQueue<Posted>;
  readonly #messages: Counter<'outcome'>;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { registry, clock } = options;
    this.#queue = new KeyedQueue({
      clock,
      concurrency,
      most,
      newer: 'cancels',
      work: (message, signal) => this.#send(message, signal),
      retryMs: (error, failures, message) => this.#retryMs(error, failures, message),
    });
    this.#queue.start();
    const registers = [registry];
    this.#messages = new Counter({
      name: 'urumi_feedback_messages_total',
      help: 'Messages to the forge by what became of them; those that failed are tried again.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['sent', 'failed', 'dropped']) this.#messages.inc({ outcome }, 0);
    registerGauge(registry, {
      name: 'urumi_feedback_waiting',
      help: 'Messages to the forge that wait, are being sent or are tried again later.',
      read: () => this.size,
    });
  }

  /** Messages that are not sent yet. */
  get size(): number {
    return this.#queue.size;
  }

  post(key: string, message: Message): void {
    if (this.#queue.add(key, { ...message, since: this.#options.clock.now() })) return;
    this.#messages.inc({ outcome: 'dropped' });
    this.#options.log.warn({ about: message.about }, 'there is no room for a message to the forge, and it is dropped');
  }

  drop(key: string): void {
    this.#queue.drop(key);
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #send(message: Posted, signal: AbortSignal): Promise<void> {
    await message.send(signal);
    this.#messages.inc({ outcome: 'sent' });
  }

  #retryMs(error: unknown, failures: number, { about, since }: Posted): number | undefined {
    const { clock, random, log } = this.#options;
    const isLost = !(error instanceof ForgeError) || !error.retryable || clock.now() - since > longest;
    this.#messages.inc({ outcome: isLost ? 'dropped' : 'failed' });
    if (isLost) {
      log.warn({ about, error: String(error) }, 'the forge could not be told, and is not told again');
      return undefined;
    }
    const ms = Math.max(backOffMs(failures, random), askedPauseMs(error));
    log.warn({ about, error: error.message, retryInMs: ms }, 'the forge could not be told, and is told again later');
    return ms;
  }
}
