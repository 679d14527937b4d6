import { backOffMs } from '../../cluster/back-off.ts';
import type { Clock } from '../../cluster/clock.ts';
import type { Log } from '../../cluster/log.ts';
import { askedPauseMs } from './asked-pause.ts';

export interface PollOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly intervalMs: number;
  readonly look: (signal: AbortSignal) => Promise<void>;
}

/** Two processes, or two fleets, do not ask in step: an interval is spread by ±10 %. */
const spread = 0.1;

/** Looks at the world now and then, whether or not events come. A failure is looked at again with growing pauses, a forge not before it allows it. */
export class Poll {
  readonly #options: PollOptions;
  readonly #abort = new AbortController();
  #failures = 0;
  #cancel: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: PollOptions) {
    this.#options = options;
  }

  /** Looks at once, and from then on. */
  start(): void {
    this.#again(0);
  }

  /** Ends the look that is under way. */
  async stop(): Promise<void> {
    this.#abort.abort(new Error('the webhook stops'));
    this.#cancel?.();
    await this.#looking;
  }

  #again(ms: number): void {
    if (this.#abort.signal.aborted) return;
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#looking = this.#look();
    });
  }

  async #look(): Promise<void> {
    const { look, log, intervalMs, random } = this.#options;
    const interval = intervalMs * (1 - spread + 2 * spread * random());
    try {
      await look(this.#abort.signal);
      this.#failures = 0;
      this.#again(interval);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#failures += 1;
      log.warn({ error: String(error) }, 'the forge could not be asked for its pull requests; events are still taken');
      this.#again(Math.max(Math.min(interval, backOffMs(this.#failures, random)), askedPauseMs(error)));
    }
  }
}
