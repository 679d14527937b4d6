import type { KubeObject } from '../cluster/object.ts';
import type { Catalog } from './objects.ts';

/** What a catalog needs to know of the objects that it holds. */
export interface CatalogEntry {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
}

export interface CatalogOptions<T> {
  /** Parses an object of the API server. @throws when this Urumi cannot read it */
  readonly parse: (object: KubeObject) => T;
  /** Called once for each revision of an object that cannot be parsed. */
  readonly report: (name: string, error: unknown) => void;
}

/** Names of removed objects that are remembered, so that an answer that comes late does not bring one back. */
const mostTombstones = 1000;

/** Resource versions count upwards within one kind (KEP-5504); more digits are more. */
function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

/**
 * The live objects of one kind by name, fed by a watch and by the answers to our own writes, whichever comes first.
 *
 * An object that cannot be parsed (a newer or older Urumi wrote it) is not shown, but never counts as gone either: what was last
 * understood of it stays, and `unreadable` names it.
 */
export class ObjectCatalog<T extends CatalogEntry> implements Catalog<T> {
  readonly #options: CatalogOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #unreadable = new Map<string, { readonly resourceVersion: string; readonly message: string }>();
  readonly #removed = new Map<string, string>();
  readonly #listeners = new Set<(name: string, object: T | undefined) => void>();

  constructor(options: CatalogOptions<T>) {
    this.#options = options;
  }

  get(name: string): T | undefined {
    return this.#objects.get(name);
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  /** Objects that exist and cannot be read: name → why. */
  get unreadable(): ReadonlyMap<string, string> {
    return new Map([...this.#unreadable].map(([name, { message }]) => [name, message]));
  }

  onChange(listener: (name: string, object: T | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes in an object as the API server sent it. The newest resourceVersion wins, so the order of watch and answers does not matter. */
  take(object: KubeObject): void {
    const { name, resourceVersion = '0' } = object.metadata;
    if (!this.#isNews(name, resourceVersion)) return;
    const parsed = this.#parse(object, resourceVersion);
    if (parsed !== undefined) this.#set(parsed);
  }

  /** As `take`, for an object that was parsed already. */
  observe(object: T): void {
    if (this.#isNews(object.metadata.name, object.metadata.resourceVersion)) this.#set(object);
  }

  /**
   * Takes in that an object is gone.
   *
   * @param object its last state; its resourceVersion is that of the deletion
   */
  drop(object: KubeObject): void {
    const { name, resourceVersion = '0' } = object.metadata;
    const live = this.#objects.get(name);
    if (live !== undefined && isNewer(live.metadata.resourceVersion, resourceVersion)) return;
    this.#unreadable.delete(name);
    this.#bury(name, resourceVersion);
    if (this.#objects.delete(name)) this.#tell(name, undefined);
  }

  /**
   * Takes in a complete list: what it lacks is gone, unless it is newer than the list.
   *
   * @param resourceVersion of the list
   */
  replace(objects: readonly KubeObject[], resourceVersion: string): void {
    for (const object of objects) this.take(object);
    const names = new Set(objects.map(({ metadata }) => metadata.name));
    for (const name of this.#unreadable.keys()) if (!names.has(name)) this.#unreadable.delete(name);
    for (const [name, { metadata }] of this.#objects) {
      if (names.has(name) || isNewer(metadata.resourceVersion, resourceVersion)) continue;
      this.#bury(name, resourceVersion);
      this.#objects.delete(name);
      this.#tell(name, undefined);
    }
  }

  #isNews(name: string, resourceVersion: string): boolean {
    const removed = this.#removed.get(name);
    if (removed !== undefined && !isNewer(resourceVersion, removed)) return false;
    const known = this.#unreadable.get(name)?.resourceVersion ?? this.#objects.get(name)?.metadata.resourceVersion;
    return known === undefined || isNewer(resourceVersion, known);
  }

  #set(object: T): void {
    const { name } = object.metadata;
    this.#removed.delete(name);
    this.#unreadable.delete(name);
    this.#objects.set(name, object);
    this.#tell(name, object);
  }

  #parse(object: KubeObject, resourceVersion: string): T | undefined {
    try {
      return this.#options.parse(object);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#unreadable.set(object.metadata.name, { resourceVersion, message });
      this.#options.report(object.metadata.name, error);
      return undefined;
    }
  }

  #bury(name: string, resourceVersion: string): void {
    this.#removed.delete(name);
    this.#removed.set(name, resourceVersion);
    for (const oldest of this.#removed.keys()) {
      if (this.#removed.size <= mostTombstones) return;
      this.#removed.delete(oldest);
    }
  }

  #tell(name: string, object: T | undefined): void {
    for (const listener of this.#listeners) listener(name, object);
  }
}
