import type { Clock } from '../../../cluster/clock.ts';
import type { ApiConnection } from '../../../cluster/connection.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import type { Log } from '../../../cluster/log.ts';
import { Reflector, ReflectorState } from '../../../cluster/reflector.ts';
import { labels, managedByUrumi } from '../../../synth/spec/names.ts';
import { PodProjection, type PodFacts } from './pod-facts.ts';

export interface PodFollowerOptions {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Called after each change with the store that it belongs to. */
  readonly onChange: (store: string) => void;
}

/** The pods of all stores. The watch cache keeps of an object what every kind has; people also ask pods for restarts and nodes. */
export class PodFollower {
  readonly #reflector: Reflector<undefined>;
  readonly #pods = new Map<string, PodFacts>();
  readonly #ofStore = new Map<string, Set<string>>();
  readonly #onChange: (store: string) => void;
  readonly #synced = Promise.withResolvers<void>();

  constructor({ onChange, ...options }: PodFollowerOptions) {
    this.#onChange = onChange;
    const projection = new PodProjection();
    this.#synced.promise.catch(() => undefined); // whoever waits for it hears of it
    this.#reflector = new Reflector<undefined>({
      ...options,
      kind: kindInfo('Pod'),
      labelSelector: `${labels.managedBy}=${managedByUrumi}`,
      project: () => undefined,
      onUpsert: (id, _nothing, object) => this.#put(id, projection.of(id, object)),
      onDelete: (id) => this.#drop(id),
      onSynced: () => this.#synced.resolve(),
    });
  }

  /** Resolves when all pods are known; rejects when the signal is aborted before. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#reflector.run(signal);
    this.#synced.reject(signal.reason);
  }

  ofStore(store: string): PodFacts[] {
    return [...(this.#ofStore.get(store) ?? [])].flatMap((id) => this.#pods.get(id) ?? []);
  }

  ageMs(): number {
    return this.#reflector.ageMs();
  }

  /** The API server did not answer, and is asked again later. */
  isFailing(): boolean {
    return this.#reflector.state === ReflectorState.Waiting;
  }

  #put(id: string, facts: PodFacts): void {
    this.#forget(id);
    this.#pods.set(id, facts);
    const ids = this.#ofStore.get(facts.store) ?? new Set();
    this.#ofStore.set(facts.store, ids.add(id));
    this.#onChange(facts.store);
  }

  #drop(id: string): void {
    const store = this.#pods.get(id)?.store;
    this.#forget(id);
    if (store !== undefined) this.#onChange(store);
  }

  #forget(id: string): void {
    const known = this.#pods.get(id);
    if (known === undefined) return;
    this.#pods.delete(id);
    const ids = this.#ofStore.get(known.store);
    ids?.delete(id);
    if (ids?.size === 0) this.#ofStore.delete(known.store);
  }
}
