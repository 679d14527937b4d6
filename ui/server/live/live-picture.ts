import { systemClock, type Clock } from '../../../cluster/clock.ts';
import type { ApiConnection } from '../../../cluster/connection.ts';
import { followKind, type Following } from '../../../cluster/follow-kind.ts';
import { health } from '../../../cluster/health/health.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import type { Log } from '../../../cluster/log.ts';
import { ObjectCatalog } from '../../../cluster/catalog.ts';
import { WatchCache } from '../../../cluster/watch-cache.ts';
import { watchedKinds } from '../../../cluster/watched-kinds.ts';
import { apiGroup, labels, managedByUrumi, namespaceOf } from '../../../synth/spec/names.ts';
import type { ClusterView } from '../../../plan/live/cluster-view.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../../synth/spec/parse-objects.ts';
import type { Engine } from '../../../synth/spec/store.ts';
import type { FleetView } from '../api/fleet-view.ts';
import type { Freshness } from '../api/health-view.ts';
import type { StoreDetail } from '../api/store-detail.ts';
import { detailOf } from './detail-of.ts';
import { fleetViewOf } from './fleet-view-of.ts';
import { freshnessOf } from './freshness-of.ts';
import { PodFollower } from './pod-follower.ts';
import { rowOf } from './row-of.ts';
import { SlimStores } from './slim-stores.ts';
import { StoreIndex } from './store-index.ts';
import { usualTimes } from './usual-times.ts';

export interface LivePictureOptions {
  readonly api: ApiConnection;
  /** Where the Store and Fleet objects are. */
  readonly namespace: string;
  readonly log: Log;
  /** Names this process: what another one's stream told cannot be gone on from. */
  readonly epoch: string;
  /** @default the system's */
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** What changed: a store by name (its row, its objects or its pods), or the fleets. */
export type PictureListener = (change: { readonly store: string } | 'fleets') => void;

/**
 * Kinds of objects that can be unwell. A store has 28 more objects that cannot, its policies and accounts above all: watching them would take two
 * thirds of the memory, to say of each that it is there.
 */
const shownKinds = new Set([
  'Namespace',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'Ingress',
]);

/** How long what usually happens is taken from memory, ms. */
const usualForMs = 30_000;

/**
 * All that the UI shows of the cluster, kept current by watches: one for each kind, however many browsers look. It reads, and writes nothing.
 */
export class LivePicture {
  readonly index: StoreIndex;
  readonly #options: Required<LivePictureOptions>;
  readonly #stores: ObjectCatalog<StoreObject>;
  readonly #fleets: ObjectCatalog<FleetObject>;
  readonly #objects: WatchCache;
  readonly #pods: PodFollower;
  readonly #listeners = new Set<PictureListener>();
  readonly #usual = new Map<Engine, { readonly until: number; readonly times: StoreDetail['usual'] }>();
  readonly #versions = new Map<string, string | undefined>();
  #followings: readonly { readonly part: string; readonly following: Following }[] = [];

  constructor(options: LivePictureOptions) {
    this.#options = { clock: systemClock, random: Math.random, ...options };
    const { api, clock, random, log } = this.#options;
    this.index = new StoreIndex(options.epoch);
    const report = (name: string, error: unknown): void =>
      log.warn(
        { object: name, error: String(error) },
        'an object was written by another version of Urumi and is not shown',
      );
    const slim = new SlimStores();
    this.#stores = new ObjectCatalog<StoreObject>({ parse: (object) => slim.of(parseStoreObject(object)), report });
    this.#fleets = new ObjectCatalog<FleetObject>({ parse: parseFleetObject, report });
    const onChange = (store: string): void => this.#tell({ store });
    this.#pods = new PodFollower({ api, clock, random, log, onChange });
    this.#objects = new WatchCache({
      api,
      clock,
      random,
      log,
      health,
      versions: false,
      kinds: watchedKinds(namespaceOf('')).filter((watched) => 'place' in watched || shownKinds.has(watched.kind)),
      ownerLabel: labels.store,
      componentLabel: labels.component,
      selector: `${labels.managedBy}=${managedByUrumi}`,
    });
    this.#objects.onChange(onChange);
    this.#stores.onChange((name, store) => this.#storeChanged(name, store));
    this.#fleets.onChange((name) => this.#fleetChanged(name));
  }

  /**
   * Begins to follow the cluster, until the signal is aborted.
   *
   * @returns `synced` resolves when everything was seen once; `ended` when nothing runs any more
   */
  start(signal: AbortSignal): { readonly synced: Promise<void>; readonly ended: Promise<void> } {
    const { api, clock, random, namespace, log } = this.#options;
    const shared = { api, clock, random, namespace, log };
    const stores = followKind({ ...shared, kind: kindInfo('Store', apiGroup), catalog: this.#stores }, signal);
    const fleets = followKind({ ...shared, kind: kindInfo('Fleet', apiGroup), catalog: this.#fleets }, signal);
    this.#followings = [
      { part: 'stores', following: stores },
      { part: 'fleets', following: fleets },
    ];
    const running = [this.#objects.start(signal), this.#pods.run(signal), stores.ended, fleets.ended];
    const all = [this.#objects.synced(), this.#pods.synced, stores.synced, fleets.synced];
    return { synced: Promise.all(all).then(() => undefined), ended: Promise.all(running).then(() => undefined) };
  }

  /** @returns unsubscribes */
  onChange(listener: PictureListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  fleets(): FleetView[] {
    const fleets = [...this.#fleets.list()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    return fleets.map((fleet) => fleetViewOf(fleet, this.index.rows()));
  }

  /** All of one store; undefined when there is none by that name. */
  detail(name: string): StoreDetail | undefined {
    const store = this.#stores.get(name);
    const row = this.index.get(name);
    if (store === undefined || row === undefined) return undefined;
    return detailOf({
      store,
      row,
      fleet: this.#fleets.get(row.fleet),
      objects: this.#objects.ofStore(name),
      pods: this.#pods.ofStore(name),
      usual: this.#usualFor(row.engine),
    });
  }

  /** A Store object as it is, but for its inventory; undefined when there is none by that name. */
  store(name: string): StoreObject | undefined {
    return this.#stores.get(name);
  }

  /** All Store objects, but for their inventories. */
  stores(): Iterable<StoreObject> {
    return this.#stores.list();
  }

  /** A Fleet object as it is; undefined when there is none by that name. */
  fleet(name: string): FleetObject | undefined {
    return this.#fleets.get(name);
  }

  /** The Stores and Fleets as a plan looks at them. */
  view(): ClusterView {
    // Lists of their own: what a catalog gives can be walked through once.
    return {
      stores: [...this.#stores.list()],
      unreadable: this.#stores.unreadable,
      fleets: [...this.#fleets.list()],
    };
  }

  freshness(): Freshness {
    const cache = this.#objects.freshness();
    return freshnessOf(this.#options.clock.now(), [
      ...this.#followings.map(({ part, following }) => ({
        part,
        ageMs: following.ageMs(),
        isFailing: following.isFailing(),
      })),
      { part: 'objects', ageMs: cache.ageMs, isFailing: !cache.synced },
      { part: 'pods', ageMs: this.#pods.ageMs(), isFailing: this.#pods.isFailing() },
    ]);
  }

  #usualFor(engine: Engine): StoreDetail['usual'] {
    const now = this.#options.clock.now();
    const known = this.#usual.get(engine);
    if (known !== undefined && known.until > now) return known.times;
    const times = usualTimes(this.#stores.list(), engine);
    this.#usual.set(engine, { times, until: now + usualForMs });
    return times;
  }

  #storeChanged(name: string, store: StoreObject | undefined): void {
    if (store === undefined) this.index.remove(name);
    else this.index.put(rowOf(store, this.#fleets.get(store.metadata.labels[labels.fleet] ?? '')));
    this.#tell({ store: name });
  }

  /** The version that a store takes from its fleet may be another one now. A fleet's status changes often, its versions hardly ever. */
  #fleetChanged(name: string): void {
    const fleet = this.#fleets.get(name);
    const versions = JSON.stringify(fleet?.spec.versions);
    if (this.#versions.get(name) !== versions) this.#versionsChanged(name, fleet);
    this.#versions.set(name, versions);
    this.#tell('fleets');
  }

  #versionsChanged(name: string, fleet: FleetObject | undefined): void {
    for (const store of this.#stores.list()) {
      const own = store.metadata.labels[labels.fleet] === name && store.spec.version === undefined;
      if (own && this.index.put(rowOf(store, fleet))) this.#tell({ store: store.metadata.name });
    }
  }

  #tell(change: Parameters<PictureListener>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }
}
