import type { AppliedObject } from './apply.ts';
import type { Clock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import { flat } from './flat-string.ts';
import { kindOf, typeOf, type KindInfo } from './kinds.ts';
import { silent, type Log } from './log.ts';
import type { Health, KubeObject, LiveObject } from './object.ts';
import { Projection, type Place } from './projection.ts';
import { Reflector } from './reflector.ts';
import { compareResourceVersions } from './resource-version.ts';

/** A kind to watch otherwise than by the cache's own selector and labels. */
export interface WatchedKind {
  readonly kind: KindInfo;
  /** Empty: all objects of the kind. */
  readonly selector: string;
  /** Says where an object belongs; undefined: it is none of ours and is not kept. */
  place(object: KubeObject): Place | undefined;
}

export interface WatchCacheOptions {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** Evenly distributed in [0, 1). */
  readonly random: () => number;
  readonly kinds: readonly (KindInfo | WatchedKind)[];
  /** @default urumi.dev/store */
  readonly ownerLabel?: string;
  /** @default app.kubernetes.io/component */
  readonly componentLabel?: string;
  /** @default app.kubernetes.io/managed-by=urumi */
  readonly selector?: string;
  health(object: KubeObject): Health;
  /** An annotation whose value is kept as `note`. @default none */
  readonly noteAnnotation?: string;
  /**
   * Keep the uid and the versions of each object: whoever applies needs them, and calls `observe` and `observeDeleting`. Who only looks has a hundred bytes less of each.
   *
   * @default true
   */
  readonly versions?: boolean;
  readonly log?: Log;
}

export type Change = 'upsert' | 'delete';
export type ChangeListener = (store: string, id: string, change: Change) => void;

/** How current the cache is. */
export interface Freshness {
  /** Every kind has been listed. */
  readonly synced: boolean;
  /** ms since the stalest kind was last known to be up to date. */
  readonly ageMs: number;
  /** That kind, as in ids: `Deployment.apps`. */
  readonly stalest: string;
}

const applied: Health = { status: 'InProgress', reason: 'Applied', message: 'applied; not seen by its controller yet' };
const there: Health = { status: 'Current', reason: 'Current', message: '' };
const deleted: Health = { status: 'Terminating', reason: 'Terminating', message: 'is being deleted' };

/**
 * What lives in the cluster of ours: a LiveObject for every object that the selector finds, in every namespace, kept current by watches.
 *
 * An object that loses the label of the selector leaves the watch and counts as gone, though it still exists; applying it brings it back.
 */
export class WatchCache {
  readonly #options: WatchCacheOptions;
  readonly #log: Log;
  readonly #projection: Projection;
  /** By type, as in ids: `Deployment.apps`. */
  readonly #reflectors = new Map<string, Reflector<Place | undefined>>();
  readonly #objects = new Map<string, LiveObject>();
  /** Lists, not sets: a store has some dozen objects, and a set of so few takes twice the memory. */
  readonly #idsOfStore = new Map<string, string[]>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #whenSynced = Promise.withResolvers<void>();

  constructor(options: WatchCacheOptions) {
    this.#options = options;
    this.#log = options.log ?? silent;
    this.#projection = new Projection((object) => options.health(object), options.noteAnnotation, options.versions);
    for (const entry of options.kinds) this.#reflect('place' in entry ? entry : this.#labelled(entry));
    // Nobody has to wait for it.
    this.#whenSynced.promise.catch(() => undefined);
  }

  /** Follows the cluster until the signal is aborted; resolves then. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#reflectors.values()].map((reflector) => reflector.run(signal)));
    this.#whenSynced.reject(signal.reason);
  }

  /** Resolves when every kind has been listed; rejects with the signal's reason when the cache was stopped before. */
  synced(): Promise<void> {
    return this.#whenSynced.promise;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(id: string): LiveObject | undefined {
    return this.#objects.get(id);
  }

  /** The objects of a store, in no particular order. */
  ofStore(store: string): readonly LiveObject[] {
    const found: LiveObject[] = [];
    for (const id of this.#idsOfStore.get(store) ?? []) {
      const object = this.#objects.get(id);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /** The stores that have objects, among them the empty name when there are objects of no store. */
  stores(): Iterable<string> {
    return this.#idsOfStore.keys();
  }

  /**
   * Calls back when what is known of an object changes, other than its resourceVersion. Not for `observe`: whoever applies knows.
   *
   * @returns unsubscribes
   */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes note of our own apply at once, before the watch tells of it. Events that are older than the apply are ignored from then on. So is an
   * answer that is older than what the watch has told: above all that of an apply that changed nothing, when the object was deleted before the
   * answer came. Kinds that are not watched are not kept.
   *
   * @param store value of the owner label that was applied
   * @param component value of the component label that was applied
   */
  observe(object: AppliedObject, store: string, component: string): void {
    const kind = kindOf(object.id);
    const reflector = this.#reflectors.get(typeOf(kind));
    const known = this.#objects.get(object.id);
    if (reflector === undefined) return;
    const isOld = known
      ? isNewer(known.resourceVersion, object.resourceVersion)
      : reflector.hasTold(object.resourceVersion);
    if (isOld) return;
    const id = known?.id ?? flat(object.id);
    const owner = known?.uid === object.uid ? known.owner : '';
    const health = kind.metadataOnly ? there : healthAfterApply(known, object);
    const note = known?.note;
    this.#put(this.#projection.assemble(id, { store, component }, { ...object, owner, health, note }));
    reflector.expect(id);
  }

  /** Takes note that we have deleted an object and it is on its way out; the watch tells when it is gone. */
  observeDeleting(id: string): void {
    const known = this.#objects.get(id);
    if (known !== undefined && known.health.status !== 'Terminating')
      this.#objects.set(id, { ...known, health: deleted });
  }

  freshness(): Freshness {
    let synced = true;
    let ageMs = 0;
    let stalest = '';
    for (const [type, reflector] of this.#reflectors) {
      if (!reflector.synced) synced = false;
      const age = reflector.ageMs();
      if (age < ageMs && stalest !== '') continue;
      ageMs = age;
      stalest = type;
    }
    return { synced, ageMs, stalest };
  }

  /** Whether decisions may be based on what it knows. */
  ready(maxAgeMs: number): boolean {
    const { synced, ageMs } = this.freshness();
    return synced && ageMs <= maxAgeMs;
  }

  #labelled(kind: KindInfo): WatchedKind {
    const {
      ownerLabel = 'urumi.dev/store',
      componentLabel = 'app.kubernetes.io/component',
      selector = 'app.kubernetes.io/managed-by=urumi',
    } = this.#options;
    return {
      kind,
      selector,
      place: ({ metadata: { labels } }) => ({
        store: labels?.[ownerLabel] ?? '',
        component: labels?.[componentLabel] ?? '',
      }),
    };
  }

  #reflect(watched: WatchedKind): void {
    const { api, clock, random } = this.#options;
    const { kind, selector } = watched;
    const reflector = new Reflector<Place | undefined>({
      api,
      clock,
      random,
      kind,
      labelSelector: selector,
      log: this.#log,
      project: (object) => watched.place(object),
      onUpsert: (id, place, object) => this.#upsert(id, place, object),
      onDelete: (id, resourceVersion) => this.#delete(id, resourceVersion),
      onSynced: () => this.#checkSynced(),
    });
    this.#reflectors.set(typeOf(kind), reflector);
  }

  #checkSynced(): void {
    for (const reflector of this.#reflectors.values()) if (!reflector.synced) return;
    this.#whenSynced.resolve();
  }

  #upsert(id: string, place: Place | undefined, object: KubeObject): void {
    const known = this.#objects.get(id);
    const { resourceVersion = '' } = object.metadata;
    if (known && isNewer(known.resourceVersion, resourceVersion)) return;
    if (place === undefined) {
      this.#delete(id, resourceVersion);
      return;
    }
    const live = this.#projection.live(known?.id ?? id, object, place);
    this.#put(live);
    if (known !== undefined && known.store !== live.store) this.#tell(known.store, id, 'delete');
    if (known === undefined || differs(known, live)) this.#tell(live.store, id, 'upsert');
  }

  #delete(id: string, resourceVersion: string): void {
    const known = this.#objects.get(id);
    // Applied again after it was deleted: the deletion is old news.
    if (known === undefined || isNewer(known.resourceVersion, resourceVersion)) return;
    this.#objects.delete(id);
    this.#unindex(known);
    this.#tell(known.store, id, 'delete');
  }

  #put(live: LiveObject): void {
    const known = this.#objects.get(live.id);
    if (known !== undefined && known.store !== live.store) this.#unindex(known);
    this.#objects.set(live.id, live);
    if (known?.store === live.store) return;
    const ids = this.#idsOfStore.get(live.store);
    if (ids === undefined) this.#idsOfStore.set(live.store, [live.id]);
    else ids.push(live.id);
  }

  #unindex({ id, store }: LiveObject): void {
    const ids = this.#idsOfStore.get(store) ?? [];
    const at = ids.indexOf(id);
    if (at >= 0) ids.splice(at, 1);
    if (ids.length === 0) this.#idsOfStore.delete(store);
  }

  #tell(store: string, id: string, change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(store, id, change);
      } catch (error) {
        this.#log.error({ store, id, change, error }, 'a listener of the watch cache threw');
      }
    }
  }
}

/** An apply that changed nothing leaves the object as healthy as it was. */
function healthAfterApply(known: LiveObject | undefined, object: AppliedObject): Health {
  return known?.uid === object.uid && known.version === object.version ? known.health : applied;
}

function isNewer(a: string, b: string): boolean {
  return compareResourceVersions(a, b) > 0;
}

/** Healths are shared, so that the same one is the same object. */
function differs(a: LiveObject, b: LiveObject): boolean {
  const fields = ['uid', 'version', 'store', 'component', 'owner', 'health', 'note'] as const;
  return fields.some((field) => a[field] !== b[field]);
}
