import { kindOf } from '../kind-of.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { ToyCluster } from './toy-cluster.ts';
import type { ToyStore } from './toy-store.ts';

/** Kinds that nobody lays hands on: what they hold is lost, or they come back by themselves. */
const untouched: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'Pod']);

/** The longest retention, ms. */
const longestRetention = 60_000;

/**
 * What people do to a store while it is looked after: they change, suspend, close and reopen it, and lay hands on its objects.
 */
export class ToyPeople {
  readonly #random: SeededRandom;
  readonly #store: ToyStore;
  readonly #cluster: ToyCluster;

  constructor(random: SeededRandom, store: ToyStore, cluster: ToyCluster) {
    this.#random = random;
    this.#store = store;
    this.#cluster = cluster;
  }

  /** Does one thing or another, or nothing. @returns what, for people to read */
  act(): string {
    const deeds = [
      () => this.#change(),
      () => this.#change(),
      () => this.#suspendOrWake(),
      () => this.#closeOrReopen(),
      () => this.#closeOrReopen(),
      () => this.#delete(),
      () => this.#delete(),
      () => this.#edit(),
      () => this.#relabel(),
      () => this.#disownHome(),
      () => this.#makeStranger(),
      () => this.#replaceStore(),
    ];
    return this.#random.pick(deeds)?.() ?? '';
  }

  #change(): string {
    const target = this.#random.pick([1, 2, 3] as const) ?? 1;
    const quota = this.#random.pick([1, 2] as const) ?? 1;
    const volume = this.#random.chance(0.3) ? (this.#random.pick([1, 2] as const) ?? 1) : this.#store.wish.volume;
    this.#store.change({ target, quota, volume }, this.#store.object.spec.suspended);
    return `change the file to target ${target}, quota ${quota}, volume ${volume}`;
  }

  #suspendOrWake(): string {
    const suspended = !this.#store.object.spec.suspended;
    this.#store.change(this.#store.wish, suspended);
    return suspended ? 'suspend' : 'wake up';
  }

  #closeOrReopen(): string {
    if (this.#store.closure !== undefined) {
      this.#store.reopen();
      return 'reopen';
    }
    const retention = this.#random.chance(0.3) ? 0 : this.#random.below(longestRetention);
    this.#store.close(this.#cluster.now, this.#cluster.now + retention);
    return `close, and purge in ${retention} ms`;
  }

  #delete(): string {
    const id = this.#someObject();
    const uid = this.#cluster.get(id)?.live.uid ?? '';
    this.#cluster.remove(id, uid, true);
    return `delete ${id} by hand`;
  }

  #edit(): string {
    const id = this.#someObject();
    this.#cluster.edit(id, { version: 'edited' });
    return `edit ${id} by hand`;
  }

  #relabel(): string {
    const id = this.#someObject();
    const store = this.#random.pick(['', 'y']) ?? '';
    this.#cluster.edit(id, { store });
    return `label ${id} as store "${store}"`;
  }

  /** Somebody takes the label off the namespace of a closed store: it is known by its uid, once that is written. */
  #disownHome(): string {
    const home = this.#store.written.inventory.find(({ id }) => kindOf(id) === 'Namespace');
    if (this.#store.closure === undefined || home === undefined || home.uid === '') return '';
    this.#cluster.edit(home.id, { store: '' });
    return `take the label off ${home.id}`;
  }

  /** An object by the name of one of ours, which is not there at the moment. */
  #makeStranger(): string {
    const names = this.#store.desired.stages.flatMap(({ items }) => items.map(({ id }) => id));
    const id = this.#random.pick(names.filter((name) => !untouched.has(kindOf(name)))) ?? '';
    return this.#cluster.place(id, '') ? `make ${id} by hand` : '';
  }

  /** Only while it is open: the finalizer holds one that is closed until it is purged. */
  #replaceStore(): string {
    if (this.#store.closure !== undefined || this.#store.written.phase === 'Purging') return '';
    this.#store.replace();
    return 'delete the Store, which is made anew';
  }

  #someObject(): string {
    const ids = this.#cluster.objects().map(({ live }) => live.id);
    return this.#random.pick(ids.filter((id) => !untouched.has(kindOf(id)) && id.includes('/store-x/'))) ?? '';
  }
}
