import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../cluster/clock.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { eventText } from './event-text.ts';
import { StreamClient } from './stream-client.ts';

export interface StreamHubOptions {
  readonly picture: LivePicture;
  readonly clock: Clock;
}

/** Not more often than this, ms: ten times a second. */
const shortestPause = 100;
/** How often everybody hears that the connection lives, ms. */
const beatEvery = 10_000;
/** How often the freshness is looked at, ms. */
const lookEvery = 1_000;
/** More rows at once are not sent: reading the page that one sees is cheaper. */
const mostRows = 500;
/** A client that takes nothing for this long, ms, is let go. */
const longestSilence = 60_000;

/**
 * Tells every open browser what changes, at most ten times a second: each change is put into words once, however many listen. A client that
 * was away names the last id that it has and gets what changed since.
 */
export class StreamHub {
  readonly #picture: LivePicture;
  readonly #clock: Clock;
  readonly #clients = new Set<StreamClient>();
  readonly #touched = new Set<string>();
  readonly #unsubscribe: () => void;
  #fleetsChanged = false;
  #told: string;
  #lastTick = 0;
  #cancelTick: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #lastBeat = 0;
  #wasCurrent = true;

  constructor({ picture, clock }: StreamHubOptions) {
    this.#picture = picture;
    this.#clock = clock;
    this.#told = picture.index.mark;
    this.#unsubscribe = picture.onChange((change) => {
      if (this.#clients.size === 0) return;
      if (change === 'fleets') this.#fleetsChanged = true;
      else this.#touched.add(change.store);
      this.#schedule();
    });
    this.#look();
  }

  /** Clients that listen now. */
  get size(): number {
    return this.#clients.size;
  }

  /**
   * Writes the stream to an answer whose head is sent, until either side closes it.
   *
   * @param after the id of the last event that the client has; what changed since is told first
   */
  open(response: ServerResponse, { store, after }: { readonly store?: string; readonly after?: string }): void {
    // Everybody else first: from here on all have heard the same.
    this.#tick();
    const client = new StreamClient(response, store);
    this.#clients.add(client);
    response.once('close', () => this.#clients.delete(client));
    const now = this.#clock.now();
    client.send('retry: 1000\n\n', now);
    client.send(eventText('beat', this.#picture.freshness()), now);
    client.send(eventText('fleets', { items: this.#picture.fleets() }), now);
    client.send(this.#changesAfter(after ?? this.#told), now);
    if (store !== undefined) client.send(this.#storeText(store), now);
  }

  /** Ends all streams. */
  close(): void {
    this.#unsubscribe();
    this.#cancelTick?.();
    this.#cancelLook?.();
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  #schedule(): void {
    if (this.#cancelTick !== undefined) return;
    const wait = Math.max(0, this.#lastTick + shortestPause - this.#clock.now());
    this.#cancelTick = this.#clock.after(wait, () => this.#tick());
  }

  #tick(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    const now = this.#clock.now();
    this.#lastTick = now;
    const { mark } = this.#picture.index;
    const text = [
      ...(mark === this.#told ? [] : [this.#changesAfter(this.#told)]),
      ...(this.#fleetsChanged ? [eventText('fleets', { items: this.#picture.fleets() })] : []),
    ].join('');
    this.#told = mark;
    this.#fleetsChanged = false;
    const pages = new Map<string, string>();
    for (const client of this.#clients) {
      if (text !== '') client.send(text, now);
      if (client.store !== undefined && this.#touched.has(client.store))
        client.send(this.#pageOf(client.store, pages), now);
    }
    this.#touched.clear();
  }

  #pageOf(store: string, pages: Map<string, string>): string {
    const text = pages.get(store) ?? this.#storeText(store);
    pages.set(store, text);
    return text;
  }

  #storeText(store: string): string {
    return eventText('store', this.#picture.detail(store) ?? null);
  }

  #changesAfter(after: string): string {
    const { index } = this.#picture;
    const { rows, gone, reset } = index.changesAfter(after);
    const counts = index.counts();
    return reset || rows.length + gone.length > mostRows
      ? eventText('reset', { counts }, index.mark)
      : eventText('stores', { rows: [...rows], gone: [...gone], counts }, index.mark);
  }

  /** Beats, and looks after those who have stopped listening. */
  #look(): void {
    this.#cancelLook = this.#clock.after(lookEvery, () => this.#look());
    const now = this.#clock.now();
    const freshness = this.#picture.freshness();
    if (freshness.current !== this.#wasCurrent || now - this.#lastBeat >= beatEvery) {
      this.#wasCurrent = freshness.current;
      this.#lastBeat = now;
      const text = eventText('beat', freshness);
      for (const client of this.#clients) client.send(text, now);
    }
    for (const client of this.#clients) this.#revive(client, now);
  }

  #revive(client: StreamClient, now: number): void {
    if (client.hasCaughtUp) {
      client.slowSince = undefined;
      const { index } = this.#picture;
      client.send(eventText('reset', { counts: index.counts() }, index.mark), now);
      if (client.store !== undefined) client.send(this.#storeText(client.store), now);
    } else if (client.slowSince !== undefined && now - client.slowSince > longestSilence) client.destroy();
  }
}
