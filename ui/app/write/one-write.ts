import type { ReactiveControllerHost } from 'lit';
import type { ChangeView } from '../../server/api/change-view.ts';
import { ReadError } from '../read/read-error.ts';
import { newKey, sendWrite, type Write } from './send-write.ts';

/** What an element offers to write: under way or not, refused or not, and done once however often its button is pressed. */
export class OneWrite {
  /** Why the last try was refused. */
  error: unknown;
  isSending = false;
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #gone: AbortSignal;
  #key = newKey();

  /** @param gone is aborted when nobody wants to know the answer any more */
  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>, gone: AbortSignal) {
    this.#host = host;
    this.#gone = gone;
  }

  /** The wish is another one from now on. */
  renew(): void {
    this.#key = newKey();
    this.error = undefined;
  }

  /** @returns undefined when it was not done: one is under way already, it was refused (see `error`), or the element is gone */
  async send(wish: Omit<Write, 'key' | 'signal'>): Promise<ChangeView | undefined> {
    if (this.isSending) return undefined;
    this.isSending = true;
    this.error = undefined;
    this.#host.requestUpdate();
    try {
      const change = await sendWrite({ ...wish, key: this.#key, signal: this.#gone });
      this.#key = newKey();
      return change;
    } catch (error) {
      if (this.#gone.aborted) return undefined;
      this.#refused(error);
      return undefined;
    } finally {
      this.isSending = false;
      this.#host.requestUpdate();
    }
  }

  #refused(error: unknown): void {
    this.error = error;
    // Where the server does not answer, or its forge does not, it may have been done: asked with the same key, it is done once.
    const isDecided = !(error instanceof ReadError) || (error.status > 0 && error.status < 500);
    if (isDecided) this.#key = newKey();
  }
}
