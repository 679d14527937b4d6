import { retryDelay } from '../live/retry-delay.ts';
import { openApi } from '../read/read-api.ts';
import { LogBuffer } from './log-buffer.ts';

/** What of which log is wanted. */
export interface LogWish {
  readonly store: string;
  readonly pod: string;
  readonly container: string;
  /** Only lines of the last so many seconds; 0: the last lines, however old. */
  readonly seconds: number;
}

/** Lines that are kept, and asked for at first. */
const mostLines = 2_000;
/** New lines are drawn this often, ms. */
const drawEvery = 100;

/** The address of a log, for reading and for saving. */
export function logPath({ store, pod, container, seconds }: LogWish, more: Record<string, string> = {}): string {
  const since = seconds === 0 ? {} : { since: new Date(Date.now() - seconds * 1000).toISOString() };
  const query = new URLSearchParams({ pod, container, ...since, ...more });
  return `/stores/${store}/logs?${query.toString()}`;
}

/** Reads one log and follows it; asks again, from where it was, when the connection breaks or an answer has been long enough. */
export class LogReader {
  readonly buffer = new LogBuffer(mostLines);
  /** Why there is nothing, or nothing more for now. */
  error: unknown;
  /** Everything of the past is there, and new lines come. */
  isOpen = false;
  readonly #wish: LogWish;
  readonly #onChange: () => void;
  readonly #end = new AbortController();
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;

  /** @param onChange called when something is to be drawn anew */
  constructor(wish: LogWish, onChange: () => void) {
    this.#wish = wish;
    this.#onChange = onChange;
    void this.#run();
  }

  stop(): void {
    this.#end.abort();
    clearTimeout(this.#drawing);
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
        this.error = undefined;
      } catch (error) {
        if (signal.aborted) return;
        this.error = error;
      }
      this.isOpen = false;
      this.#draw();
      this.#attempt += 1;
      await pause(retryDelay(this.#attempt, Math.random()), signal);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    this.buffer.resume();
    const { last } = this.buffer;
    const again = last === '' ? {} : { since: `${last.slice(0, 19)}Z` };
    const answer = await openApi(logPath(this.#wish, { follow: 'true', tail: String(mostLines), ...again }), {
      signal,
      headers: { accept: 'text/plain' },
    });
    this.isOpen = true;
    this.error = undefined;
    this.#draw();
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      this.buffer.take(part.value);
      this.#attempt = 0;
      this.#soon();
    }
  }

  #soon(): void {
    this.#drawing ??= setTimeout(() => this.#draw(), drawEvery);
  }

  #draw(): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    this.#onChange();
  }
}

/** Resolves early when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
