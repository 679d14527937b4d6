import type { StoreClaim } from '../../synth/spec/store-claim.ts';
import { StoreIndex } from '../../synth/spec/store-index.ts';
import { ClaimHolders } from './claim-holders.ts';
import type { LiveFleet, LiveStore } from './live-objects.ts';

/**
 * What all Stores and Fleets of the cluster claim, kept up to date object by object: a question costs what the asking store claims, not what
 * the fleet holds.
 */
export class ClusterClaims {
  readonly #stores = new Map<string, LiveStore>();
  readonly #fleets = new Map<string, LiveFleet>();
  readonly #indexes = new Map<string, StoreIndex>();
  readonly #hosts = new ClaimHolders();

  store(name: string): LiveStore | undefined {
    return this.#stores.get(name);
  }

  fleet(name: string): LiveFleet | undefined {
    return this.#fleets.get(name);
  }

  fleets(): Iterable<LiveFleet> {
    return this.#fleets.values();
  }

  *storesOf(fleet: string): Generator<LiveStore> {
    for (const store of this.#stores.values()) if (store.fleet === fleet) yield store;
  }

  /** The stores and fleets that are known. */
  get size(): number {
    return this.#stores.size + this.#fleets.size;
  }

  setStore(store: LiveStore): void {
    this.deleteStore(store.name);
    this.#stores.set(store.name, store);
    this.#claim(store);
  }

  deleteStore(name: string): void {
    const store = this.#stores.get(name);
    if (store === undefined) return;
    this.#stores.delete(name);
    this.#release(store);
  }

  /** A fleet with another domain or other limits changes what all of its stores claim. */
  setFleet(fleet: LiveFleet): void {
    const before = this.#fleets.get(fleet.name);
    this.#fleets.set(fleet.name, fleet);
    if (before !== undefined && sameRules(before, fleet)) return;
    this.#reclaim(fleet.name, before);
  }

  deleteFleet(name: string): void {
    const before = this.#fleets.get(name);
    this.#fleets.delete(name);
    this.#reclaim(name, before);
  }

  /** The other stores of a fleet, to put a claim beside them. */
  index(fleet: string): StoreIndex | undefined {
    return this.#indexes.get(fleet);
  }

  /** Who has a host outside a fleet, as a text; undefined for nobody. */
  holderOutside(host: string, store: string, fleet: string): string | undefined {
    const holder = this.#hosts.outside(host, { store, fleet });
    if (holder === undefined) return undefined;
    return holder.fleet === '' ? `store ${holder.store}` : `store ${holder.store} of fleet ${holder.fleet}`;
  }

  #reclaim(name: string, before: LiveFleet | undefined): void {
    const stores = [...this.storesOf(name)];
    for (const store of stores) this.#release(store, before);
    const fleet = this.#fleets.get(name);
    if (fleet === undefined) this.#indexes.delete(name);
    else this.#indexes.set(name, new StoreIndex(fleet));
    for (const store of stores) this.#claim(store);
  }

  #claim(store: LiveStore): void {
    if (store.isClosed) return;
    for (const host of allHosts(store, this.#fleets.get(store.fleet))) this.#hosts.add(host, holder(store));
    this.#indexes.get(store.fleet)?.set(claimOf(store, true));
  }

  #release(store: LiveStore, fleet = this.#fleets.get(store.fleet)): void {
    for (const host of allHosts(store, fleet)) this.#hosts.remove(host, store.name);
    this.#indexes.get(store.fleet)?.delete(fileOf(store.name));
  }
}

/** What an open store claims, in the words of `StoreIndex`. */
export function claimOf({ name, hosts, owner }: LiveStore, exists: boolean): StoreClaim {
  return { file: fileOf(name), name, hosts, exists, ...(owner !== undefined && { owner }) };
}

/** What stands for a file in messages: the webhook knows Stores, not files. */
function fileOf(store: string): string {
  return `store ${store}`;
}

function holder({ name, fleet }: LiveStore): { store: string; fleet: string } {
  return { store: name, fleet };
}

function allHosts({ name, hosts }: LiveStore, fleet: LiveFleet | undefined): readonly string[] {
  return fleet === undefined ? hosts : [`${name}.${fleet.domain}`, ...hosts];
}

function sameRules(a: LiveFleet, b: LiveFleet): boolean {
  const { stores, storesPerOwner } = a.limits;
  return a.domain === b.domain && stores === b.limits.stores && storesPerOwner === b.limits.storesPerOwner;
}
