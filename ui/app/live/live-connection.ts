import type { FleetView } from '../../server/api/fleet-view.ts';
import type { Freshness } from '../../server/api/health-view.ts';
import type { Counts } from '../../server/api/store-list.ts';
import type { StreamEvent, StreamMessage } from '../../server/api/stream-messages.ts';
import { retryDelay } from './retry-delay.ts';

/** What a page listens to. */
export interface Followed {
  /** Tell everything of this store too. */
  readonly store?: string;
  /** Id up to which the page knows everything already. */
  readonly after?: string;
}

/** Changes that a listener hears of; `state`: what the connection itself knows has changed. */
export type LiveEvent = Exclude<StreamEvent, 'beat'> | 'state';
type LiveMessage<Name extends LiveEvent> = Name extends StreamEvent ? StreamMessage<Name> : undefined;

/** The server beats every ten seconds: two missed ones, ms, and the line is dead. */
const longestSilence = 25_000;

/**
 * The stream of changes, kept open: tried again when it breaks, from the last id that was heard, and replaced when it falls silent. One for the whole
 * app; the page that is shown says what it follows.
 */
export class LiveConnection {
  /** `waiting`: until the first answer; `lost`: it broke and is tried again. */
  status: 'waiting' | 'live' | 'lost' = 'waiting';
  /** ms since the epoch: since when it is lost, and when it is tried again. */
  lostAt = 0;
  retryAt = 0;
  /** ms since the epoch of the last change; 0: none was heard of. */
  changedAt = 0;
  counts: Counts | undefined;
  fleets: readonly FleetView[] | undefined;
  /** How current the server itself is. */
  freshness: Freshness | undefined;
  /** Live changes are held: nothing on screen moves. */
  held = false;

  readonly #listeners = new Map<LiveEvent, Set<(message: never) => void>>();
  #source: EventSource | undefined;
  #followed: Followed = {};
  #lastId: string | undefined;
  /** The last id that was let through before changes were held. */
  #heldId: string | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  /** @returns stops listening */
  on<Name extends LiveEvent>(event: Name, listener: (message: LiveMessage<Name>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Follows something else from now on. */
  follow(followed: Followed): void {
    this.#followed = followed;
    this.#lastId = followed.after;
    this.#open();
  }

  /** Tries at once. */
  retry(): void {
    this.#open();
  }

  /** Ends it, until something is followed again. */
  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = undefined;
    this.status = 'waiting';
  }

  /** Holds all changes; or goes on from where they were held, which brings what happened meanwhile. */
  hold(held: boolean): void {
    this.held = held;
    if (held) this.#heldId = this.#lastId;
    else {
      this.#lastId = this.#heldId;
      this.#open();
    }
    this.#tell('state', undefined);
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    const query = new URLSearchParams();
    if (this.#followed.store !== undefined) query.set('store', this.#followed.store);
    if (this.#lastId !== undefined) query.set('after', this.#lastId);
    const source = new EventSource(`/api/v1/stream?${query.toString()}`);
    this.#source = source;
    source.addEventListener('error', () => this.#lose(source));
    for (const name of ['stores', 'reset', 'fleets', 'store', 'beat'] as const) {
      source.addEventListener(name, (event) => this.#hear(source, name, event));
    }
    this.#guard();
  }

  #hear(source: EventSource, name: StreamEvent, event: MessageEvent<string>): void {
    if (source !== this.#source) return;
    this.#guard();
    if (event.lastEventId !== '') this.#lastId = event.lastEventId;
    this.#attempt = 0;
    const isNew = this.status !== 'live';
    this.status = 'live';
    if (!this.held || name === 'beat') this.#take(name, JSON.parse(event.data));
    if (isNew || name !== 'store') this.#tell('state', undefined);
  }

  #take(name: StreamEvent, message: unknown): void {
    this.#remember(name, message);
    if (name !== 'beat') this.#tell(name, message as never);
  }

  #remember(name: StreamEvent, message: unknown): void {
    if (name === 'beat') this.freshness = message as Freshness;
    if (name === 'fleets') this.fleets = (message as StreamMessage<'fleets'>).items;
    if (name === 'reset') this.counts = (message as StreamMessage<'reset'>).counts;
    if (name !== 'stores') return;
    const { counts, rows, gone } = message as StreamMessage<'stores'>;
    this.counts = counts;
    if (rows.length + gone.length > 0) this.changedAt = Date.now();
  }

  #tell<Name extends LiveEvent>(name: Name, message: LiveMessage<Name>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(message as never);
  }

  #lose(source: EventSource): void {
    if (source !== this.#source) return;
    // The browser's own retry gives up for good at the first answer that is no stream, such as a proxy's 502.
    source.close();
    clearTimeout(this.#watchdog);
    const now = Date.now();
    if (this.status !== 'lost') this.lostAt = now;
    this.status = 'lost';
    this.#attempt += 1;
    const wait = retryDelay(this.#attempt, Math.random());
    this.retryAt = now + wait;
    this.#timer = setTimeout(() => this.#open(), wait);
    this.#tell('state', undefined);
  }

  #guard(): void {
    clearTimeout(this.#watchdog);
    const source = this.#source;
    this.#watchdog = setTimeout(() => {
      if (source !== undefined) this.#lose(source);
    }, longestSilence);
  }
}
