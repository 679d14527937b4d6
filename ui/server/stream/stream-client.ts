import type { ServerResponse } from 'node:http';

/** More than this unsent, bytes, and a client counts as slow: it is told to read everything again when it has caught up. */
const mostUnsent = 1_000_000;

/** One browser that listens. */
export class StreamClient {
  /** The store whose page is open. */
  readonly store: string | undefined;
  /** ms since the epoch since when it takes nothing; undefined: it does. */
  slowSince: number | undefined;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse, store: string | undefined) {
    this.#response = response;
    this.store = store;
  }

  /** @param now ms since the epoch */
  send(text: string, now: number): void {
    if (this.slowSince !== undefined) return;
    this.#response.write(text);
    if (this.#response.writableLength > mostUnsent) this.slowSince = now;
  }

  /** Whether everything was taken. */
  get hasCaughtUp(): boolean {
    return this.slowSince !== undefined && this.#response.writableLength === 0;
  }

  end(): void {
    this.#response.end();
  }

  /** For one that takes nothing any more. */
  destroy(): void {
    this.#response.destroy();
  }
}
