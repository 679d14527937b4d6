import type { Clock } from '../../../cluster/clock.ts';
import type { ApiRequest } from '../../../cluster/connection.ts';
import type { Watches } from '../model/watches.ts';
import type { Trouble } from '../trouble.ts';
import { cancelled, noAnswer } from './faulty-answer.ts';

/** ms */
const times = { bookmark: 60_000, lag: 40, slowLag: 8_000 } as const;

type Step = { readonly line: unknown } | { readonly end: true } | { readonly error: Error };

export interface WatchContext {
  /** Of the process that watches. */
  readonly clock: Clock;
  readonly watches: Watches;
  readonly trouble: Trouble;
}

/** A watch as a client sees it through a network: every line a little late, and in trouble broken, expired, garbled or silent. */
export class SimulatedWatch {
  readonly #request: ApiRequest;
  readonly #context: WatchContext;
  readonly #steps: Step[] = [];
  /** Steps that are under way. */
  readonly #late: Step[] = [];
  #isFlushing = false;
  #isSilent = false;
  #wake: () => void = () => undefined;
  #close: () => void = () => undefined;

  constructor(request: ApiRequest, context: WatchContext) {
    this.#request = request;
    this.#context = context;
  }

  /** @throws ApiError when it breaks, or the request's signal is aborted */
  async *lines(): AsyncGenerator<unknown, void> {
    const { signal, onOpen } = this.#request;
    signal?.addEventListener('abort', () => this.#arrive({ error: cancelled(this.#request) }), { once: true });
    onOpen?.();
    this.#open();
    try {
      for (;;) {
        const step = this.#steps.shift();
        if (step === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
        else if ('line' in step) yield step.line;
        else if ('error' in step) throw step.error;
        else return;
      }
    } finally {
      this.#close();
    }
  }

  #open(): void {
    const { clock, watches } = this.#context;
    const close = watches.open(this.#request, (line) => this.#take(line));
    if (close === undefined) {
      this.#send({ end: true });
      return;
    }
    let isOpen = true;
    const bookmark = (): void => {
      if (!isOpen) return;
      this.#send({ line: watches.bookmark(this.#request) });
      clock.after(times.bookmark, bookmark);
    };
    clock.after(times.bookmark, bookmark);
    clock.after(Number(this.#request.query?.['timeoutSeconds'] ?? 300) * 1000, () => this.#send({ end: true }));
    this.#close = () => {
      isOpen = false;
      close();
    };
  }

  /** A line from the server, and what becomes of it. */
  #take(line: unknown): void {
    const { trouble } = this.#context;
    if (trouble.strikes('silentWatch')) this.#isSilent = true;
    if (trouble.strikes('brokenWatch')) this.#send({ error: noAnswer(this.#request, trouble) });
    else if (trouble.strikes('garbledWatch')) this.#send({ line: 'gar' });
    else if (trouble.strikes('expiredWatch')) this.#send({ line: expired });
    else this.#send({ line });
  }

  /** Lines travel in order: a late one holds up those after it. */
  #send(step: Step): void {
    if (this.#isSilent) return;
    this.#late.push(step);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    const { clock, trouble } = this.#context;
    const isSlow = trouble.strikes('slowWatch');
    clock.after(trouble.between(1, isSlow ? times.slowLag : times.lag), () => {
      this.#isFlushing = false;
      for (const late of this.#late.splice(0)) this.#arrive(late);
    });
  }

  #arrive(step: Step): void {
    this.#steps.push(step);
    this.#wake();
  }
}

const expired = {
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
};
