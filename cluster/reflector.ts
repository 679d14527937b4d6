import { backOffMs } from './back-off.ts';
import type { Clock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import { ApiError, isApiError } from './errors.ts';
import { flat } from './flat-string.ts';
import { acceptMetadata } from './apply.ts';
import { collectionPath, type KindInfo } from './kinds.ts';
import { listPages, type ListOptions } from './list.ts';
import { silent, type Log } from './log.ts';
import { objectId } from './object-id.ts';
import type { KubeObject } from './object.ts';
import { pause } from './pause.ts';
import { compareResourceVersions } from './resource-version.ts';
import { SilenceTimer } from './silence-timer.ts';
import { parseWatchEvent, type WatchEvent } from './watch-event.ts';

export interface ReflectorOptions<T> {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** Evenly distributed in [0, 1). */
  readonly random: () => number;
  readonly kind: KindInfo;
  /** @default all namespaces */
  readonly namespace?: string;
  /** @default all objects */
  readonly labelSelector?: string;
  /** List and watch the metadata alone. @default as the kind says */
  readonly metadataOnly?: boolean;
  /** Objects per page of a list. @default 500 */
  readonly pageSize?: number;
  /**
   * A watch that is silent for this long is replaced, which costs one request: it goes on where it was. The API server sends a bookmark every
   * 59 to 61 s (measured, 1.36), but for a kind without changes not before the first one or etcd's word that there was none: then the first came
   * after 120 to 122 s, and etcd's default is 10 minutes. It promises no interval at all
   * (https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks), so such a silence is no fault.
   *
   * @default 90,000 ms
   */
  readonly silenceMs?: number;
  /** Makes what is kept of an object. The object is thrown away afterwards. */
  project(object: KubeObject): T;
  onUpsert(id: string, value: T, object: KubeObject): void;
  /** @param resourceVersion the object is known to be gone as of this one */
  onDelete(id: string, resourceVersion: string): void;
  /** Called once, after the first complete list. */
  onSynced?(): void;
  readonly log?: Log;
}

export const ReflectorState = {
  Idle: 'Idle',
  Listing: 'Listing',
  Watching: 'Watching',
  /** After an error, until the next attempt. */
  Waiting: 'Waiting',
  Stopped: 'Stopped',
} as const;
export type ReflectorState = (typeof ReflectorState)[keyof typeof ReflectorState];

/**
 * After so many failures in a row, everything is listed again: perhaps the API server will not go on from where we are (it does not always say 410). An API
 * server that is away, or busy, says nothing about that, and a list is the last thing it needs when it returns.
 */
const attemptsBeforeList = 5;
/** A watch that the server ends sooner than this, without a word, counts as a failure: or we would ask in a tight loop. */
const shortestWatchMs = 1_000;
/** A watch that was open for so long worked, though there may have been nothing to tell: what failed before it counts no more. */
const soundWatchMs = 30_000;

/**
 * Follows the objects of one kind: lists them, then watches from there on, for as long as it runs. It survives whatever the API server and the
 * network do: an ended or broken watch goes on where it was, a resourceVersion that is too old (410) leads to a new list, every other error to a
 * new attempt after a pause, a watch that has gone silent is replaced. No change is lost, none is told twice, and none out of order.
 */
export class Reflector<T> {
  readonly #options: ReflectorOptions<T>;
  readonly #log: Log;
  readonly #known = new Set<string>();
  #state: ReflectorState = ReflectorState.Idle;
  /** Everything up to here has been told; undefined: list first. */
  #resourceVersion: string | undefined;
  /** The newest up to which everything was ever told; stays while a new list is taken. */
  #newest = '0';
  #synced = false;
  #currentAt: number;
  /** When the watch under way was opened. */
  #openedAt: number | undefined;
  #failures = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#log = options.log ?? silent;
    this.#currentAt = options.clock.now();
  }

  get state(): ReflectorState {
    return this.#state;
  }

  /** Whether a complete list has been told. */
  get synced(): boolean {
    return this.#synced;
  }

  /** ms since we last knew to be up to date: since an event, a bookmark, a complete list, a watch's opening; before the first, since the start. */
  ageMs(): number {
    return this.#options.clock.now() - this.#currentAt;
  }

  /** Whether what happened up to here has been told: an object of that age which is not known is gone. */
  hasTold(resourceVersion: string): boolean {
    return compareResourceVersions(resourceVersion, this.#newest) <= 0;
  }

  /**
   * Says that an object exists before the watch has told of it, because we made it. Should it vanish while there is no watch, the next list
   * finds out.
   */
  expect(id: string): void {
    this.#known.add(id);
  }

  /** Runs until the signal is aborted. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) await this.#list(signal);
        await this.#watch(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    this.#state = ReflectorState.Stopped;
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#state = ReflectorState.Listing;
    const { api, kind } = this.#options;
    const seen = new Set<string>();
    let resourceVersion = '0';
    for await (const page of listPages(api, kind, this.#listOptions(signal))) {
      resourceVersion = page.resourceVersion;
      if (seen.size === 0) this.#noticeRewinding(resourceVersion);
      for (const object of page.items) seen.add(this.#upsert(object));
    }
    for (const id of this.#known) if (!seen.has(id)) this.#delete(id, resourceVersion);
    this.#advance(resourceVersion);
    this.#failures = 0;
    if (!this.#synced) {
      this.#synced = true;
      this.#guard('onSynced', () => this.#options.onSynced?.());
    }
  }

  #listOptions(signal: AbortSignal): ListOptions {
    const { kind, namespace, labelSelector, metadataOnly = kind.metadataOnly, pageSize } = this.#options;
    return { namespace, labelSelector, metadataOnly, pageSize, signal };
  }

  /** The store behind the API server was restored from a backup: its numbers have gone back, and what we know never happened. */
  #noticeRewinding(resourceVersion: string): void {
    if (compareResourceVersions(resourceVersion, this.#newest) >= 0) return;
    this.#log.warn({ kind: this.#options.kind.kind, resourceVersion, newest: this.#newest }, 'history was rewound');
    for (const id of this.#known) this.#delete(id, this.#newest);
    this.#newest = '0';
  }

  async #watch(signal: AbortSignal): Promise<void> {
    this.#state = ReflectorState.Watching;
    this.#openedAt = undefined;
    const { clock } = this.#options;
    const watch = new AbortController();
    const stop = (): void => watch.abort();
    signal.addEventListener('abort', stop, { once: true });
    const startedAt = clock.now();
    const silence = new SilenceTimer(clock, this.#options.silenceMs ?? 90_000, stop);
    let events = 0;
    try {
      for await (const value of this.#open(watch.signal)) {
        silence.heard();
        events++;
        this.#handle(parseWatchEvent(value, this.#options.kind));
      }
    } catch (error) {
      if (!silence.elapsed) throw error;
    } finally {
      silence.cancel();
      signal.removeEventListener('abort', stop);
      if (this.#openedAt !== undefined && clock.now() - this.#openedAt >= soundWatchMs) this.#failures = 0;
    }
    if (silence.elapsed) this.#tellOfSilence(events);
    else if (events === 0 && clock.now() - startedAt < shortestWatchMs)
      throw this.#failure('BadAnswer', 'the watch ended at once');
  }

  /** A watch that has told of anything is owed a bookmark a minute; one that has not may have nothing to tell. */
  #tellOfSilence(events: number): void {
    const { kind } = this.#options.kind;
    if (events > 0) this.#log.warn({ kind, events }, 'the watch went silent and is replaced');
    else this.#log.debug({ kind }, 'the watch has had nothing to tell and is replaced');
  }

  #open(signal: AbortSignal): AsyncIterable<unknown> {
    const { api, kind, namespace, labelSelector, metadataOnly = kind.metadataOnly, random } = this.#options;
    return api.stream({
      method: 'GET',
      path: collectionPath(kind, namespace),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#resourceVersion,
        labelSelector: labelSelector || undefined,
        // Spread, so that the watches of many kinds do not all end together.
        timeoutSeconds: 300 + Math.floor(300 * random()),
      },
      ...(metadataOnly && { accept: acceptMetadata }),
      // Whatever has happened since is on its way.
      onOpen: () => (this.#currentAt = this.#openedAt = this.#options.clock.now()),
      signal,
    });
  }

  #handle(event: WatchEvent): void {
    switch (event.type) {
      case 'garbled':
        throw this.#failure('BadAnswer', 'the watch sent what is no watch event');
      case 'error':
        throw this.#failure(event.code === 410 ? 'Gone' : 'ServerError', event.message, event.retryAfterMs);
      case 'bookmark':
        break;
      case 'upsert':
        if (this.#isNews(event.resourceVersion)) this.#upsert(event.object);
        break;
      case 'delete':
        if (this.#isNews(event.resourceVersion)) this.#delete(objectId(event.object), event.resourceVersion);
        break;
    }
    this.#advance(event.resourceVersion);
    this.#failures = 0;
  }

  /** The events of one watch come in order, so what is not newer has been told before. */
  #isNews(resourceVersion: string): boolean {
    return compareResourceVersions(resourceVersion, this.#resourceVersion ?? '0') > 0;
  }

  #advance(resourceVersion: string): void {
    this.#currentAt = this.#options.clock.now();
    if (this.#resourceVersion === undefined || this.#isNews(resourceVersion)) this.#resourceVersion = resourceVersion;
    if (compareResourceVersions(this.#resourceVersion, this.#newest) > 0) this.#newest = this.#resourceVersion;
  }

  #upsert(object: KubeObject): string {
    let id = objectId(object);
    if (!this.#known.has(id)) {
      id = flat(id);
      this.#known.add(id);
    }
    this.#guard('onUpsert', () => this.#options.onUpsert(id, this.#options.project(object), object));
    return id;
  }

  #delete(id: string, resourceVersion: string): void {
    this.#known.delete(id);
    this.#guard('onDelete', () => this.#options.onDelete(id, resourceVersion));
  }

  /** What the caller's functions throw must not end the watch, and must not be lost either. */
  #guard(callback: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#log.error({ kind: this.#options.kind.kind, callback, error }, 'a watch callback threw');
    }
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, kind, random } = this.#options;
    this.#failures++;
    const gone = isApiError(error, 'Gone');
    if (gone || (this.#failures >= attemptsBeforeList && isAnswer(error))) this.#resourceVersion = undefined;
    // A first 410 is how the API server asks for a new list; there is nothing to wait for.
    if (gone && this.#failures === 1) return;
    const asked = (error instanceof ApiError && error.retryAfterMs) || 0;
    const ms = Math.max(backOffMs(this.#failures, random), asked);
    this.#log.warn({ kind: kind.kind, error, failures: this.#failures, ms }, 'the watch failed and is tried again');
    this.#state = ReflectorState.Waiting;
    await pause(clock, ms, signal);
  }

  #failure(code: 'BadAnswer' | 'Gone' | 'ServerError', detail: string, retryAfterMs?: number): ApiError {
    const path = collectionPath(this.#options.kind, this.#options.namespace);
    return new ApiError({ code, method: 'GET', path, detail, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
}

function isAnswer(error: unknown): boolean {
  return !isApiError(error, 'Unreachable', 'Throttled', 'Unauthorized', 'Misconfigured');
}
