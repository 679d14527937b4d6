import type { KubeObject } from '../../../cluster/object.ts';
import type { SeededRandom } from '../../../controller/store/testing/seeded-random.ts';
import { labels, namespaceOf, systemNamespace } from '../../../synth/spec/names.ts';
import { at } from '../model/tree.ts';
import type { World } from '../world.ts';
import { editByHand, removeReplaced, replaceOne } from './hands.ts';
import { changedWish, fileOf, newWish, type StoreWish } from './store-wish.ts';

const names = ['amber', 'birch', 'cedar', 'dune', 'elm', 'fern'] as const;
const readme = ['stores/README.md', 'one file per store'] as const;

/** The people of a history: they push commits, have accidents, and lay hands on the cluster. */
export class People {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #limit: number;
  readonly #pool: readonly string[];
  /** What the tree wants, by store; undefined: its file is broken. */
  #wishes = new Map<string, StoreWish | undefined>();
  /** What the last commit wanted. */
  #pushed = new Map<string, StoreWish | undefined>();
  /** Revisions that must close nothing, and why. */
  readonly #forbidden = new Map<string, string>();
  readonly #foreign = new Set<string>();
  /** Largest database volume that was ever asked for, by store, GiB. */
  readonly #sizes = new Map<string, number>();
  #commits = 0;
  #restore: (() => void) | undefined;

  /** @param limit the fleet's closuresPerRevision */
  constructor(world: World, random: SeededRandom, limit: number) {
    this.#world = world;
    this.#random = random;
    this.#limit = limit;
    this.#pool = names.slice(0, 3 + random.below(4));
  }

  /** What the head wants. */
  get wishes(): ReadonlyMap<string, StoreWish | undefined> {
    return this.#wishes;
  }

  /** Whether an object is in a namespace that has a store's name and is somebody else's. */
  isForeign({ kind, metadata }: KubeObject): boolean {
    return this.#foreign.has(kind === 'Namespace' ? metadata.name : (metadata.namespace ?? ''));
  }

  /** Why a revision may not close a store; undefined when it may. @param closed how many it has closed, this one included */
  whyNotClose(name: string, revision: string, closed: number): string | undefined {
    const commit = this.#world.git.commitOf(revision);
    if (commit === undefined) return 'there is no such revision';
    if (commit.files.has(`stores/${name}.yaml`)) return 'its file is there';
    if (closed > this.#limit && !commit.message.includes('Urumi-Approve-Closures:'))
      return `it is number ${closed}, and the limit is ${this.#limit}`;
    return this.#forbidden.get(revision);
  }

  begin(): void {
    if (this.#random.chance(0.2)) this.#occupy(this.#random.pick(this.#pool) ?? 'amber');
    for (const name of this.#pool) if (this.#random.chance(0.7)) this.#wishes.set(name, newWish(this.#random));
    this.#push('begin');
  }

  /** One thing that people do. */
  act(): void {
    if (this.#restore !== undefined && this.#random.chance(0.6)) {
      this.#restore();
      return;
    }
    const acts = [
      () => this.#open(),
      () => this.#open(),
      () => this.#change(),
      () => this.#change(),
      () => this.#close(1),
      () => this.#close(1),
      () => this.#close(this.#limit + 1),
      () => this.#approve(),
      () => this.#accident(),
      () => this.#breakFile(),
      () => editByHand(this.#world, this.#random, (name) => this.#comesBack(name)),
      () => editByHand(this.#world, this.#random, (name) => this.#comesBack(name)),
    ];
    this.#random.pick(acts)?.();
  }

  /** Puts the tree in a state that the guards let through, and leaves it at that. */
  settle(): void {
    this.#restore?.();
    for (const namespace of this.#foreign) this.#leave(namespace);
    removeReplaced(this.#world);
    for (const [name, wish] of this.#wishes) this.#wishes.set(name, wish ?? newWish(this.#random));
    for (const store of this.#openStores()) {
      const { name } = store.metadata;
      if (!this.#wishes.has(name)) this.#wishes.set(name, { ...newWish(this.#random), protected: false });
    }
    this.#push('all is well');
  }

  /** Takes one more file away. @returns whether there was one */
  closeOne(): boolean {
    const [name] = this.#wishes.keys();
    if (name === undefined) return false;
    this.#wishes.delete(name);
    this.#push(`close ${name}`);
    return true;
  }

  /** Takes protection and long retention off all files, so that they can be closed and purged. */
  unprotect(): void {
    for (const [name, wish] of this.#wishes) {
      if (wish !== undefined) this.#wishes.set(name, { ...wish, protected: false, retention: '10s' });
    }
    this.#push('protect nothing');
  }

  #open(): void {
    const name = this.#random.pick(this.#pool.filter((name) => !this.#wishes.has(name)));
    if (name === undefined) return;
    this.#wishes.set(name, newWish(this.#random));
    this.#push(`open ${name}`);
  }

  #change(): void {
    const name = this.#random.pick([...this.#wishes.keys()]);
    const wish = this.#wishes.get(name ?? '');
    if (name === undefined || wish === undefined) return;
    this.#wishes.set(name, changedWish(wish, this.#random));
    this.#push(`change ${name}`);
  }

  #close(count: number): void {
    const going = [...this.#wishes.keys()].slice(-count);
    if (going.length < count) return;
    const before = new Map(this.#wishes);
    for (const name of going) this.#wishes.delete(name);
    this.#keepMissing();
    const closings = this.#closings();
    const isTooMany = this.#isApplied() && closings > this.#limit;
    const commit = this.#push(`close ${going.join(', ')}`);
    if (this.#random.chance(0.4))
      this.#world.time.quiet.after(500 + this.#random.below(12_000), () => {
        if (this.#world.trouble.on) replaceOne(this.#world, this.#random);
      });
    if (!isTooMany) return;
    this.#forbidden.set(commit, `${closings} closings, and the limit is ${this.#limit}`);
    this.#restoreLater(before);
  }

  #approve(): void {
    for (const name of [...this.#wishes.keys()].slice(0, this.#limit + 1)) this.#wishes.delete(name);
    this.#push(`approved closing\n\nUrumi-Approve-Closures: ${this.#closings()}`);
  }

  /** The tree is empty, or its folder is gone, or it is another one. */
  #accident(): void {
    const before = new Map(this.#wishes);
    const kind = this.#random.pick(['empty', 'missing', 'unrelated'] as const) ?? 'empty';
    const isRelated = !this.#isApplied() || this.#openStores().length < 2;
    if (kind === 'unrelated' && isRelated) return;
    const files = new Map<string, string>();
    if (kind === 'missing') files.set('README.md', 'no stores here');
    // Another name each time: a store of an earlier accident may still be there, and a tree that has its file is related.
    const stray = `stray-${this.#commits}`;
    if (kind === 'unrelated') files.set(`stores/${stray}.yaml`, fileOf(stray, newWish(this.#random)));
    const { id } = this.#world.git.commit(files, `accident ${kind} ${this.#commits++}`, this.#random.chance(0.5));
    this.#world.trace.tell(`push ${id.slice(0, 7)}: accident: the tree is ${kind}`);
    this.#forbidden.set(id, `the tree is ${kind}`);
    this.#restoreLater(before);
  }

  #breakFile(): void {
    const name = this.#random.pick([...this.#wishes.keys()]);
    if (name === undefined) return;
    const before = new Map(this.#wishes);
    this.#wishes.set(name, undefined);
    this.#push(`break the file of ${name}`);
    this.#restoreLater(before);
  }

  #restoreLater(wishes: Map<string, StoreWish | undefined>): void {
    this.#restore = () => {
      this.#restore = undefined;
      this.#wishes = wishes;
      this.#push('restore what was');
    };
  }

  #occupy(name: string): void {
    const namespace = namespaceOf(name);
    this.#foreign.add(namespace);
    this.#world.server.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    this.#world.trace.tell(`somebody else has the namespace ${namespace}`);
  }

  #leave(name: string): void {
    this.#foreign.delete(name);
    const namespace = this.#world.server.objects.find('Namespace', '', name);
    if (namespace !== undefined) this.#world.server.delete(namespace);
    this.#world.trace.tell(`somebody else leaves the namespace ${name}`);
  }

  #push(message: string): string {
    this.#keepMissing();
    const files = [...this.#wishes].map(([name, wish]) => [`stores/${name}.yaml`, this.#file(name, wish)] as const);
    const { id } = this.#world.git.commit(new Map([readme, ...files]), `${this.#commits++} ${message}`);
    this.#world.trace.tell(`push ${id.slice(0, 7)}: ${message.replaceAll('\n', ' ')}`);
    if (this.#random.chance(0.7)) this.#world.poke();
    return id;
  }

  /**
   * Whoever deletes a Store object by hand does not remove its file as well before it is back: then nobody would know of what is left of the store.
   */
  #keepMissing(): void {
    for (const [name, wish] of this.#pushed) {
      const store = this.#world.store(name);
      const isMissing = store === undefined || store.metadata.deletionTimestamp !== undefined;
      if (isMissing && !this.#wishes.has(name)) this.#wishes.set(name, wish);
    }
    this.#pushed = new Map(this.#wishes);
  }

  /**
   * Whether a Store that is deleted by hand comes back, or stays: it is open, with its file applied, or kept so by a guard though its file is gone or broken. Without its volume
   * it would stall: nobody could tell a store that had only begun from one whose data was lost.
   */
  #comesBack(name: string): boolean {
    const hasVolume =
      this.#world.server.objects.find('PersistentVolumeClaim', namespaceOf(name), 'db-data') !== undefined;
    return this.#isApplied() && hasVolume && at(this.#world.store(name), 'spec', 'closure') === undefined;
  }

  /** A volume may not shrink: what people once asked for they ask for again, also when they open the store anew. */
  #file(name: string, wish: StoreWish | undefined): string {
    if (wish === undefined) return 'kind: Stor';
    const database = Math.max(this.#sizes.get(name) ?? 0, wish.database);
    this.#sizes.set(name, database);
    return fileOf(name, { ...wish, database });
  }

  #openStores(): KubeObject[] {
    const stores = this.#world.server.objects.list('Store.urumi.dev');
    return stores.filter(
      (store) => at(store, 'spec', 'closure') === undefined && store.metadata.labels?.[labels.fleet] !== undefined,
    );
  }

  /** How many open stores the tree does not want; those that are protected stay. */
  #closings(): number {
    return this.#openStores().filter((store) => {
      return !this.#wishes.has(store.metadata.name) && at(store, 'spec', 'deletion', 'protected') !== true;
    }).length;
  }

  #isApplied(): boolean {
    const fleet = this.#world.server.objects.find('Fleet.urumi.dev', systemNamespace, 'shops');
    return at(fleet, 'status', 'applied') === this.#world.git.head.id;
  }
}
