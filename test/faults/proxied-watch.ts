import type { ServerResponse } from 'node:http';
import type { ProxiedRequest } from './fault.ts';

type Mode = 'open' | 'silent' | 'cutting';

/** A watch that goes through the proxy at the moment, to be spoilt while it runs. */
export class ProxiedWatch {
  readonly request: ProxiedRequest;
  readonly #response: ServerResponse;
  #mode: Mode = 'open';

  constructor(request: ProxiedRequest, response: ServerResponse) {
    this.request = request;
    this.#response = response;
  }

  /** Whether the client still holds it. */
  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  get isSilent(): boolean {
    return this.#mode === 'silent';
  }

  /** From now on nothing comes any more, and the connection stays: what a lost route or a frozen peer looks like. */
  silence(): void {
    this.#mode = 'silent';
  }

  /** The next line arrives by half, and the answer ends as if that were all. */
  truncateNextLine(): void {
    this.#mode = 'cutting';
  }

  /** The connection is reset. */
  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  /** Says, as the API server does in the midst of a watch, that it cannot go on from there: 410. */
  expire(): void {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'too old resource version: 1 (2)',
      reason: 'Expired',
      code: 410,
    };
    this.#response.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
  }

  /** Passes on what the server sent. */
  pass(chunk: Buffer): void {
    if (this.isSilent || !this.isOpen) return;
    if (this.#mode === 'open') this.#response.write(chunk);
    else this.#response.end(chunk.subarray(0, Math.ceil(chunk.length / 2)));
  }

  /** The server has ended it. */
  end(): void {
    if (!this.isSilent && this.isOpen) this.#response.end();
  }
}
